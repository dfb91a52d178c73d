// Package source is the connector's command line: spec, check, discover, read, demo and
// convert. It reads files, wires the other packages together and decides the exit code.
//
// Stdout carries protocol messages only, but for convert, which prints a definition;
// what is meant for a person at a terminal goes to stderr.
package source

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"log"
	"log/slog"
	"os"
	"strings"

	"source-rest-api/connector/engine"
	"source-rest-api/connector/failure"
	"source-rest-api/connector/protocol"
)

// Version is the connector's version; the image's label and metadata.yaml repeat it.
const Version = "0.1.0"

// An Env is what the process gives the commands.
type Env struct {
	Stdout io.Writer
	Stderr io.Writer
	Getenv func(string) string
	Files  fs.FS // spec.json, schemas/ and examples/
}

// Main runs the command that args name, without the program's own name, and returns
// the exit code: 0, 1 for a failure, 2 for a command line that isn't understood. A
// failure that no message tells of yet becomes a TRACE ERROR.
func Main(ctx context.Context, args []string, env Env) int {
	// net/http tells the standard logger of odd answers, with bytes of them: they have no
	// place on stderr, and the requester tells of what goes wrong itself.
	log.SetOutput(io.Discard)
	a := newApp(env, debug(args, env))
	err := a.run(ctx, args)
	var usage *usageError
	var output *protocol.OutputError
	var incomplete *engine.Incomplete
	var tool *toolError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &tool):
		fmt.Fprintln(env.Stderr, tool)
		return 1
	case errors.As(err, &output):
		fmt.Fprintln(env.Stderr, a.redactor.Redact(err.Error()))
		return 1
	case errors.As(err, &incomplete):
		return 1
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		return 1
	case errors.As(err, &usage):
		fmt.Fprintln(env.Stderr, usageText)
		a.fail(failure.Configf("%s", usage))
		return 2
	}
	a.fail(failure.Of(err))
	return 1
}

// debug reports whether debug messages are wanted, by --debug or LOG_LEVEL=debug.
func debug(args []string, env Env) bool {
	for _, arg := range args {
		if arg == "--debug" || arg == "-debug" {
			return true
		}
	}
	return strings.EqualFold(env.Getenv("LOG_LEVEL"), "debug")
}

// An app is one run of the connector.
type app struct {
	env      Env
	redactor *protocol.Redactor
	out      *protocol.Writer
	log      *slog.Logger
	progress func(stream string, records int64) // nil where nobody watches

	writeBack string    // the config's file, where it may be written; else ""
	rotation  *rotation // of the config that was loaded last
}

func newApp(env Env, debug bool) *app {
	level := slog.LevelInfo
	if debug {
		level = slog.LevelDebug
	}
	a := &app{env: env, redactor: &protocol.Redactor{}}
	a.out = protocol.NewWriter(env.Stdout, a.redactor)
	a.log = protocol.NewLogger(a.out, level)
	return a
}

// run runs the command that args name.
func (a *app) run(ctx context.Context, args []string) error {
	if len(args) == 0 {
		return &usageError{"no command was given"}
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		fmt.Fprintln(a.env.Stderr, usageText)
		return nil
	case "demo":
		return a.demo(ctx, args[1:])
	case "convert":
		return a.convert(args[1:])
	}
	files, err := parseFlags(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(a.env.Stderr, usageText)
		return nil
	}
	if err != nil {
		return err
	}
	if files.writeBack {
		a.writeBack = files.config
	}
	switch args[0] {
	case "spec":
		return a.spec()
	case "check":
		return files.with(func(in input) error { return a.check(ctx, in.config) })
	case "discover":
		return files.with(func(in input) error { return a.discover(ctx, in.config) })
	case "read":
		return files.with(func(in input) error {
			_, err := a.read(ctx, in)
			return err
		})
	}
	return &usageError{fmt.Sprintf("there is no command %q", args[0])}
}

// fail writes a TRACE ERROR. Where even that fails, stderr is what is left.
func (a *app) fail(e *failure.Error) {
	if err := a.out.Error(e); err != nil {
		fmt.Fprintln(os.Stderr, a.redactor.Redact(e.Error()))
	}
}
