package source

import (
	"io/fs"

	"source-rest-api/connector/failure"
)

// spec writes what the config may hold.
func (a *app) spec() error {
	text, err := fs.ReadFile(a.env.Files, "spec.json")
	if err != nil {
		return failure.Systemf("the binary holds no specification: %w", err)
	}
	return a.out.Spec(text)
}
