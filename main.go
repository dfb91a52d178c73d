// Command source-rest-api is an Airbyte source that reads any REST API described in
// the vocabulary of dlt's rest_api source.
package main

import (
	"embed"
	"os"

	"source-rest-api/connector/source"
)

//go:embed spec.json schemas examples
var files embed.FS

func main() {
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
