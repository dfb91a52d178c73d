// Command source-rest-api is an Airbyte source that reads any REST API described in
// the vocabulary of dlt's rest_api source.
package main

import (
	"embed"
	"io"
	"log"
	"os"

	"source-rest-api/connector/source"
)

//go:embed spec.json schemas examples
var files embed.FS

func main() {
	// net/http tells the standard logger of odd answers, with bytes of them: they have no
	// place on stderr, and the requester tells of what goes wrong itself.
	log.SetOutput(io.Discard)
	ctx, finish := source.UntilSignal()
	code := source.Main(ctx, os.Args[1:], source.Env{
		Stdout: os.Stdout,
		Stderr: os.Stderr,
		Getenv: os.Getenv,
		Files:  files,
	})
	finish()
	os.Exit(code)
}
