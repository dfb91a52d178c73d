package source

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"source-rest-api/connector/dlt"
	"source-rest-api/connector/failure"
)

const convertUsage = `usage: source-rest-api convert FILE [--to yaml|json]

Prints the definition in FILE, in Python, YAML or JSON, in dlt's own words: without
aliases and shorthands, with secrets as look-ups. What was changed or left out is told
on stderr.`

// A toolError is an error of a command for people: it is told on stderr, in no message.
type toolError struct{ err error }

func (e *toolError) Error() string { return e.err.Error() }

func (e *toolError) Unwrap() error { return e.err }

// convert prints a definition in dlt's own words. Nothing is looked up and nothing is
// fetched. As a command for people it writes no messages.
func (a *app) convert(args []string) error {
	file, to, err := parseConvertFlags(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprintln(a.env.Stderr, convertUsage)
		return nil
	case err != nil:
		return &usageError{"convert: " + err.Error()}
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return &toolError{fmt.Errorf("%s can't be read: %s", file, reason(err))}
	}
	spec, err := a.specification()
	if err != nil {
		return &toolError{err}
	}
	converted, err := dlt.Convert(string(text), dlt.Env{Validate: spec.Validate})
	if err != nil {
		return &toolError{faultsOf(file, err)}
	}
	for _, note := range converted.Notes {
		fmt.Fprintf(a.env.Stderr, "%s: %s: %s\n", file, note.Path, note.Message)
	}
	var out []byte
	if to == "json" {
		var indented bytes.Buffer
		if err := json.Indent(&indented, converted.Definition.JSON(), "", "  "); err != nil {
			return &toolError{err}
		}
		out = append(indented.Bytes(), '\n')
	} else if out, err = converted.Definition.YAML(); err != nil {
		return &toolError{err}
	}
	if _, err := a.env.Stdout.Write(out); err != nil {
		return &toolError{err}
	}
	return nil
}

// faultsOf returns the faults of a file, one a line.
func faultsOf(file string, err error) error {
	var faults failure.Faults
	if !errors.As(err, &faults) {
		return fmt.Errorf("%s: %w", file, err)
	}
	var lines []error
	for _, fault := range faults {
		lines = append(lines, fmt.Errorf("%s: %s", file, fault))
	}
	return errors.Join(lines...)
}

// parseConvertFlags reads the file's name and the flags, which may stand before it or
// after it.
func parseConvertFlags(args []string) (file, to string, err error) {
	set := flag.NewFlagSet("convert", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	set.StringVar(&to, "to", "yaml", "")
	set.Bool("debug", false, "")
	for len(args) > 0 {
		if err := set.Parse(args); err != nil {
			return "", "", err
		}
		if args = set.Args(); len(args) > 0 {
			if file != "" {
				return "", "", fmt.Errorf("%q is one file too many", args[0])
			}
			file, args = args[0], args[1:]
		}
	}
	switch {
	case file == "":
		return "", "", errors.New("it needs a FILE")
	case to != "yaml" && to != "json":
		return "", "", fmt.Errorf("--to is yaml or json, not %q", to)
	}
	return file, to, nil
}
