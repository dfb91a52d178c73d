package source

import (
	"context"

	"source-rest-api/connector/engine"
	"source-rest-api/connector/protocol"
)

// read writes the records, statuses and states of the catalog's streams.
func (a *app) read(ctx context.Context, in input) ([]engine.StreamReport, error) {
	l, _, err := a.load(in.config)
	if err != nil {
		return nil, err
	}
	catalog, err := protocol.ParseConfiguredCatalog(in.catalog)
	if err != nil {
		return nil, err
	}
	states, err := protocol.ParseStates(in.state)
	if err != nil {
		return nil, err
	}
	e, end := a.engine(l.config, 0)
	defer end()
	return e.Read(ctx, l.plan, catalog, states)
}
