package source

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"source-rest-api/connector/failure"
)

const usageText = `usage: source-rest-api COMMAND [FLAGS]

  spec                                               what the config may hold
  check    --config FILE                             is the config right, does the API answer
  discover --config FILE                             which streams there are
  read     --config FILE --catalog FILE [--state FILE]
                                                     read the streams of the catalog
  demo     [--serve] [FLAGS]                         all of it against an API of its own; demo --help
  convert FILE [--to yaml|json]                      print a definition in dlt's own words

  --write-config-back  with check, discover and read: when the API replaces an OAuth
                       refresh token, write the new one into the config's file
  --debug              with any command: tell more in LOG messages

Messages go to stdout, one JSON object a line. FILE is JSON or, for --config, YAML.`

// A usageError is a command line that isn't understood.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

// flags are the files that a command was given.
type flags struct {
	config, catalog, state string

	writeBack bool // the config's file may be written
}

// input are their contents.
type input struct{ config, catalog, state []byte }

// needed are the flags that a command can't do without.
var needed = map[string][]string{
	"spec":     nil,
	"check":    {"config"},
	"discover": {"config"},
	"read":     {"config", "catalog"},
}

// parseFlags reads the flags of one of the four commands.
func parseFlags(args []string) (*flags, error) {
	command := args[0]
	required, known := needed[command]
	if !known {
		if nearest := failure.Nearest(command, []string{"spec", "check", "discover", "read", "demo", "convert"}); nearest != "" {
			return nil, &usageError{fmt.Sprintf("there is no command %q; did you mean %s?", command, nearest)}
		}
		return nil, &usageError{fmt.Sprintf("there is no command %q", command)}
	}
	f := &flags{}
	set := flag.NewFlagSet(command, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.StringVar(&f.config, "config", "", "")
	set.StringVar(&f.catalog, "catalog", "", "")
	set.StringVar(&f.state, "state", "", "")
	if slices.Contains(required, "config") {
		set.BoolVar(&f.writeBack, "write-config-back", false, "")
	}
	set.Bool("debug", false, "")
	if err := set.Parse(args[1:]); errors.Is(err, flag.ErrHelp) {
		return nil, err
	} else if err != nil {
		return nil, &usageError{fmt.Sprintf("%s: %s", command, err)}
	}
	if set.NArg() > 0 {
		return nil, &usageError{fmt.Sprintf("%s: %q is not a flag", command, set.Arg(0))}
	}
	for _, name := range required {
		if set.Lookup(name).Value.String() == "" {
			return nil, &usageError{fmt.Sprintf("%s needs --%s FILE", command, name)}
		}
	}
	return f, nil
}

// with reads the files and hands their contents to run.
func (f *flags) with(run func(input) error) error {
	var in input
	for _, file := range []struct {
		flag, path string
		into       *[]byte
	}{{"config", f.config, &in.config}, {"catalog", f.catalog, &in.catalog}, {"state", f.state, &in.state}} {
		if file.path == "" {
			continue
		}
		text, err := os.ReadFile(file.path)
		if err != nil {
			return failure.Configf("--%s %s can't be read: %s", file.flag, file.path, reason(err))
		}
		*file.into = text
	}
	return run(in)
}

// reason returns why a file can't be read, without the path, which stands before it.
func reason(err error) string {
	var pathError *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file"
	case errors.As(err, &pathError):
		return pathError.Err.Error()
	}
	return err.Error()
}
