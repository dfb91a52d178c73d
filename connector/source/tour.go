package source

import (
	"context"
	"encoding/json"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/schollz/progressbar/v3"

	"source-rest-api/connector/demo"
	"source-rest-api/connector/engine"
	"source-rest-api/connector/failure"
	"source-rest-api/connector/protocol"
)

// newRecords is how many records the API gains before the last read.
const newRecords = 25

// A tour runs every command against the demo API and tells on stderr what it does.
type tour struct {
	env    Env
	api    *demo.API
	config []byte
	screen *screen
	rows   []tourRow
}

// A tourRow is a line of the closing table.
type tourRow struct {
	read   string
	report engine.StreamReport
}

func newTour(env Env, api *demo.API, config []byte) *tour {
	return &tour{env: env, api: api, config: config, screen: &screen{out: env.Stdout, notes: env.Stderr, short: isTerminal(env.Stdout)}}
}

// run takes the steps one after another; the first that fails ends the tour.
func (t *tour) run(ctx context.Context) error {
	steps := []struct {
		text string
		do   func(context.Context, *app) error
	}{
		{"spec: what the config may hold", func(_ context.Context, a *app) error { return a.spec() }},
		{"check: is the config right, does the API answer", func(ctx context.Context, a *app) error { return a.check(ctx, t.config) }},
		{"discover: which streams there are, and their schemas", func(ctx context.Context, a *app) error { return a.discover(ctx, t.config) }},
		{"read, full refresh", t.read("full refresh", protocol.FullRefresh)},
		{"read, incremental by updated_at, for the first time", t.read("incremental, first", protocol.Incremental)},
		{fmt.Sprintf("read, incremental, from the last state; the API has gained %d records", newRecords), t.readNew},
	}
	for i, step := range steps {
		fmt.Fprintf(t.env.Stderr, "[%d/%d] %s\n", i+1, len(steps), step.text)
		env := t.env
		env.Stdout = t.screen
		err := step.do(ctx, newApp(env, false))
		t.screen.endStep()
		if err != nil {
			return err
		}
	}
	t.table()
	return nil
}

// read returns the step that reads the discovered streams in one sync mode, from the
// last state of that mode's earlier steps.
func (t *tour) read(name string, mode protocol.SyncMode) func(context.Context, *app) error {
	return func(ctx context.Context, a *app) error {
		catalog, err := t.configured(mode)
		if err != nil {
			return err
		}
		var state []byte
		if mode == protocol.Incremental {
			state = t.screen.state
		}
		t.screen.state = nil
		done := t.watch(a)
		reports, err := a.read(ctx, input{config: t.config, catalog: catalog, state: state})
		done()
		for _, report := range reports {
			t.rows = append(t.rows, tourRow{name, report})
		}
		if mode == protocol.FullRefresh {
			t.screen.state = nil
		}
		return err
	}
}

func (t *tour) readNew(ctx context.Context, a *app) error {
	t.api.Add(newRecords)
	return t.read("incremental, again", protocol.Incremental)(ctx, a)
}

// configured makes a configured catalog of the catalog that discover wrote.
func (t *tour) configured(mode protocol.SyncMode) ([]byte, error) {
	var message struct {
		Catalog protocol.Catalog `json:"catalog"`
	}
	if err := json.Unmarshal(t.screen.catalog, &message); err != nil {
		return nil, failure.Systemf("discover gave no catalog: %w", err)
	}
	var streams []map[string]any
	for _, stream := range message.Catalog.Streams {
		streams = append(streams, map[string]any{
			"stream": stream, "sync_mode": mode, "cursor_field": []string{"updated_at"},
			"destination_sync_mode": "append_dedup", "primary_key": stream.SourceDefinedPrimaryKey,
		})
	}
	return json.Marshal(map[string]any{"streams": streams})
}

// watch shows a progress bar where stderr is a terminal, until done is called.
func (t *tour) watch(a *app) (done func()) {
	if !isTerminal(t.env.Stderr) {
		return func() {}
	}
	bar := progressbar.NewOptions64(int64(t.api.Records()),
		progressbar.OptionSetWriter(t.env.Stderr),
		progressbar.OptionSetWidth(30),
		progressbar.OptionShowCount(),
		progressbar.OptionSetDescription("records"),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)
	t.screen.clear = func() { _ = bar.Clear() }
	a.progress = func(_ string, records int64) { _ = bar.Set64(records) } // a bar that can't be drawn is no failure
	return func() {
		_ = bar.Finish()
		t.screen.clear = nil
	}
}

// table writes what was read, and how fast.
func (t *tour) table() {
	w := tabwriter.NewWriter(t.env.Stderr, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "read\tstream\trecords\tpages\tretries\tseconds\trecords/s\t")
	for _, row := range t.rows {
		seconds := row.report.Duration.Seconds()
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%.2f\t%.0f\t\n", row.read, row.report.Name,
			row.report.Records, row.report.Pages, row.report.Retries, seconds, float64(row.report.Records)/max(seconds, 1e-6))
	}
	w.Flush()
}
