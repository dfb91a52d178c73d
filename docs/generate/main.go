// Command generate prints docs/reference.md: every key of the config, as spec.json
// describes it. It reads spec.json from stdin. It writes about what spec.json says
// and nothing else; what a key means is told there.
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	spec, err := io.ReadAll(in)
	if err != nil {
		return err
	}
	text, err := reference(spec)
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, text)
	return err
}
