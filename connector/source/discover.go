package source

import (
	"context"
	"encoding/json"
	"time"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/protocol"
	"source-rest-api/connector/schema"
)

// discoverTimeout is how long one stream's first page may take in a discover.
const discoverTimeout = 2 * time.Minute

// discover writes the catalog. A stream's schema is the one that its definition
// gives, or that ships with the connector, or else is inferred from its first page.
// A page that can't be had fails the whole of it, with every such stream named: a
// schema without fields would make destinations drop them.
func (a *app) discover(ctx context.Context, text []byte) error {
	l, _, err := a.load(text)
	if err != nil {
		return err
	}
	streams := l.plan.Selected()
	schemas, unknown := a.knownSchemas(streams)
	if err := a.infer(ctx, l, unknown, schemas); err != nil {
		return err
	}
	var catalog protocol.Catalog
	for _, stream := range streams {
		catalog.Streams = append(catalog.Streams, entry(stream, schemas[stream.Name]))
	}
	return a.out.Catalog(catalog)
}

// knownSchemas returns the schemas that need no request, and the other streams.
func (a *app) knownSchemas(streams []*plan.Stream) (schemas map[string]json.RawMessage, unknown []*plan.Stream) {
	schemas = map[string]json.RawMessage{}
	for _, stream := range streams {
		switch shipped := a.shipped(stream.Name); {
		case stream.Schema != nil:
			schemas[stream.Name] = stream.Schema
		case shipped != nil:
			schemas[stream.Name] = shipped
		default:
			unknown = append(unknown, stream)
		}
	}
	return schemas, unknown
}

// infer adds the schemas of streams by their first pages.
func (a *app) infer(ctx context.Context, l *loaded, streams []*plan.Stream, schemas map[string]json.RawMessage) error {
	inferences := make([]*schema.Inference, len(streams))
	for i, stream := range streams {
		inferences[i] = &schema.Inference{}
		for _, path := range stream.PrimaryKey {
			inferences[i].Require(path)
		}
	}
	e, end := a.engine(l.config, 0)
	defer end()
	var faults failure.Faults
	kind := failure.Config
	for i, err := range e.Probe(ctx, l.plan, streams, discoverTimeout, func(i int, record []byte) error {
		return inferences[i].Observe(record)
	}) {
		if err != nil {
			found := failure.Of(err)
			faults.Add("stream "+streams[i].Name, "%s", found.Message)
			kind = found.Kind
		}
		typed, err := schema.WithTypes(inferences[i].Schema(), streams[i].Types)
		if err != nil {
			return failure.Systemf("stream %s: %w", streams[i].Name, err)
		}
		schemas[streams[i].Name] = typed
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if err := faults.Err(); err != nil {
		return &failure.Error{Kind: kind, Message: "the streams' first pages, from which their schemas are inferred, can't be had: " + err.Error()}
	}
	return nil
}

// entry returns the stream's entry in the catalog.
func entry(stream *plan.Stream, jsonSchema json.RawMessage) protocol.Stream {
	modes := []protocol.SyncMode{protocol.FullRefresh}
	if stream.Incremental() {
		modes = append(modes, protocol.Incremental)
	}
	var cursorField []string
	if stream.Cursor != nil {
		cursorField = stream.Cursor.Keys()
	}
	return protocol.Stream{
		Name:                    stream.Name,
		SourceDefinedCursor:     stream.Cursor != nil || stream.Parent != nil && stream.Parent.Incremental,
		DefaultCursorField:      cursorField,
		JSONSchema:              jsonSchema,
		SupportedSyncModes:      modes,
		SourceDefinedPrimaryKey: stream.PrimaryKey,
		IsResumable:             true,
	}
}
