package source

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"time"

	"source-rest-api/connector/demo"
	"source-rest-api/connector/failure"
)

const demoUsage = `usage: source-rest-api demo [FLAGS]

Starts an analytics API on this machine and runs spec, check, discover and read
against it, with the config of examples/seed.py.

  --records N     records that the API has (10000)
  --latency D     time that it takes for each answer, such as 5ms (0)
  --faults SHARE  share of the requests that it answers badly, 0 to 1 (0)
  --seed N        which requests those are (1)
  --serve         only serve the API, and print the commands to try by hand
  --addr ADDR     where to listen, on loopback (127.0.0.1, any free port)
  --token TOKEN   the bearer token that it asks for (demo-token)
  --for D         stop serving after this time, such as 60s (at Ctrl-C)`

// demoFlags are the flags of the demo command.
type demoFlags struct {
	api   demo.Options
	serve bool
	addr  string
	until time.Duration
}

func parseDemoFlags(args []string) (*demoFlags, error) {
	f := &demoFlags{}
	set := flag.NewFlagSet("demo", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.IntVar(&f.api.Records, "records", 10_000, "")
	set.DurationVar(&f.api.Latency, "latency", 0, "")
	set.Float64Var(&f.api.Faults, "faults", 0, "")
	set.Uint64Var(&f.api.Seed, "seed", 1, "")
	set.StringVar(&f.api.Token, "token", "demo-token", "")
	set.BoolVar(&f.serve, "serve", false, "")
	set.StringVar(&f.addr, "addr", "127.0.0.1:0", "")
	set.DurationVar(&f.until, "for", 0, "")
	set.Bool("debug", false, "")
	if err := set.Parse(args); err != nil {
		return nil, err
	}
	switch {
	case set.NArg() > 0:
		return nil, fmt.Errorf("%q is not a flag", set.Arg(0))
	case f.api.Records < 0:
		return nil, errors.New("--records must not be negative")
	case f.api.Faults < 0 || f.api.Faults > 1:
		return nil, errors.New("--faults must be between 0 and 1")
	case f.until != 0 && !f.serve:
		return nil, errors.New("--for goes with --serve")
	}
	return f, nil
}

// demo serves the embedded API, and without --serve runs every command against it.
func (a *app) demo(ctx context.Context, args []string) error {
	f, err := parseDemoFlags(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintln(a.env.Stderr, demoUsage)
		return nil
	case err != nil:
		return &usageError{"demo: " + err.Error()}
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	api := demo.New(f.api)
	server, err := demo.Serve(ctx, f.addr, api)
	if err != nil {
		return err
	}
	defer func() {
		stop()
		_ = server.Wait() // what it served is what counts
	}()
	config, err := a.demoConfig(server.URL, f.api.Token)
	if err != nil {
		return err
	}
	if f.serve {
		return a.serve(ctx, f, server, config)
	}
	return newTour(a.env, api, config).run(ctx)
}

// demoConfig returns the seed's own config with the demo's address in it.
func (a *app) demoConfig(url, token string) ([]byte, error) {
	seed, err := fs.ReadFile(a.env.Files, "examples/seed.py")
	if err != nil {
		return nil, failure.Systemf("the binary holds no examples: %w", err)
	}
	text := strings.Replace(string(seed), "https://api.example.com/v2", url+"/v2", 1)
	return json.MarshalIndent(map[string]any{
		"definition": text,
		"secrets":    []map[string]string{{"name": "api_token", "value": token}},
	}, "", "  ")
}

// serve keeps the API up and says how to read it by hand.
func (a *app) serve(ctx context.Context, f *demoFlags, server *demo.Server, config []byte) error {
	if f.until > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, f.until)
		defer cancel()
	}
	fmt.Fprintf(a.env.Stderr, `The demo API serves %d records at %s until Ctrl-C. In another terminal:

cat > config.json <<'END'
%s
END
cat > catalog.json <<'END'
{"streams": [{"stream": {"name": "resource_name", "json_schema": {}, "supported_sync_modes": ["full_refresh", "incremental"]},
  "sync_mode": "incremental", "cursor_field": ["updated_at"], "destination_sync_mode": "append_dedup", "primary_key": [["id"]]}]}
END
source-rest-api check --config config.json
source-rest-api discover --config config.json
source-rest-api read --config config.json --catalog catalog.json

curl -H 'Authorization: Bearer %s' '%s%s?page=1&per_page=2'
`, f.api.Records, server.URL, config, f.api.Token, server.URL, demo.ResourcePath)
	<-ctx.Done()
	return nil
}
