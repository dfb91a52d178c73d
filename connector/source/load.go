package source

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"source-rest-api/connector/config"
	"source-rest-api/connector/dlt"
	"source-rest-api/connector/engine"
	"source-rest-api/connector/failure"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/requester"
	"source-rest-api/connector/schema"
)

// A loaded config is what check, discover and read work with.
type loaded struct {
	config *config.Config
	plan   *plan.Source
}

// load reads a config and compiles its definition. unreadable says that the text is
// no config at all; else err holds every fault of the config at once.
func (a *app) load(text []byte) (l *loaded, unreadable bool, err error) {
	spec, err := a.specification()
	if err != nil {
		return nil, false, err
	}
	options, hidden, faults := config.Parse(text, spec)
	a.redactor.Add(hidden...)
	if options == nil {
		return nil, true, failure.Configf("%s", faults.Err())
	}
	result, err := compile(options, spec)
	var definitionFaults failure.Faults
	switch {
	case errors.As(err, &definitionFaults):
		faults = append(faults, definitionFaults...)
	case err != nil:
		return nil, false, err
	}
	if err := faults.Err(); err != nil {
		return nil, false, failure.Configf("the config has faults: %s", err)
	}
	a.redactor.Add(result.Secrets...)
	for _, warning := range result.Warnings {
		a.warn(warning)
	}
	a.rotation = &rotation{out: a.out, log: a.log, file: a.writeBack, text: text}
	return &loaded{options, result.Plan}, false, nil
}

// compile compiles the definition, inline or text; there is nothing to do where the
// config has none.
func compile(options *config.Config, spec *schema.Spec) (*dlt.Result, error) {
	env := dlt.Env{Secrets: options.Secrets, Strict: options.Strict, Validate: spec.Validate}
	root := options.Inline
	if options.Definition != "" {
		parsed, err := dlt.Parse(options.Definition, env)
		if err != nil {
			return nil, within("definition", err)
		}
		root = parsed
	}
	if root == nil {
		return nil, nil
	}
	result, err := dlt.Compile(root, env)
	if options.Definition != "" {
		err = within("definition", err)
	}
	return result, err
}

// within says of each fault that it stands in the text of the config's key.
func within(key string, err error) error {
	var faults failure.Faults
	if !errors.As(err, &faults) {
		return err
	}
	inside := make(failure.Faults, len(faults))
	for i, fault := range faults {
		inside[i] = fault
		if fault.Path == "" {
			inside[i].Path = key
		} else {
			inside[i].Path = key + ": " + fault.Path
		}
	}
	return inside
}

func (a *app) warn(warning dlt.Warning) {
	text := warning.Path + ": " + warning.Message
	if warning.Hint {
		a.log.Debug(text)
		return
	}
	a.log.Warn(text)
}

// specification returns the schema of the config out of spec.json.
func (a *app) specification() (*schema.Spec, error) {
	text, err := fs.ReadFile(a.env.Files, "spec.json")
	if err != nil {
		return nil, failure.Systemf("the binary holds no specification: %w", err)
	}
	var specification struct {
		ConnectionSpecification json.RawMessage `json:"connectionSpecification"`
	}
	if err := json.Unmarshal(text, &specification); err != nil {
		return nil, failure.Systemf("the specification is not JSON: %w", err)
	}
	spec, err := schema.NewSpec(specification.ConnectionSpecification)
	if err != nil {
		return nil, failure.Systemf("the specification can't be used: %w", err)
	}
	return spec, nil
}

// engine returns an engine that keeps within the config's limits, and what ends it.
// attempts bounds how often a request is tried; 0 leaves it to the definition.
func (a *app) engine(options *config.Config, attempts int) (e *engine.Engine, end func()) {
	client := requester.New(requester.Options{
		UserAgent:        fmt.Sprintf("source-rest-api/%s", Version),
		Connections:      options.Concurrency,
		RequestsPerSec:   options.RequestsPerSec,
		Burst:            options.Burst,
		ConnectTimeout:   options.ConnectTimeout,
		ResponseTimeout:  options.ResponseTimeout,
		MaxResponseBytes: options.MaxResponseBytes,
		MaxAttempts:      attempts,
		Redactor:         a.redactor,
		Rotated:          a.rotation.rotated,
		Log:              a.log,
	})
	return engine.New(engine.Options{
		Client:      client,
		Out:         a.out,
		Log:         a.log,
		Redactor:    a.redactor,
		Concurrency: options.Concurrency,
		Progress:    a.progress,
	}), client.Close
}

// shipped returns the schema that ships with the connector for a stream, nil for
// none.
func (a *app) shipped(stream string) json.RawMessage {
	if !fs.ValidPath(stream) {
		return nil
	}
	text, err := fs.ReadFile(a.env.Files, "schemas/"+stream+".json")
	if err != nil {
		return nil
	}
	return text
}
