package source

import (
	"context"
	"strings"
	"time"

	"source-rest-api/connector/failure"
)

const (
	// checkTimeout is how long one stream's first page may take in a check, retries
	// included: a person waits for it.
	checkTimeout = 10 * time.Second
	// checkAttempts is how often a request is tried in a check.
	checkAttempts = 2
)

// check writes whether the config is right and every stream's first page can be had.
// Only a text that is no config at all is an error; the rest is the answer.
func (a *app) check(ctx context.Context, text []byte) error {
	l, unreadable, err := a.load(text)
	if err != nil {
		if unreadable || failure.Of(err).Kind == failure.System {
			return err
		}
		return a.out.ConnectionStatus(failure.Of(err).Message)
	}
	e, end := a.engine(l.config, checkAttempts)
	defer end()
	var problems []string
	streams := l.plan.Roots()
	for i, err := range e.Probe(ctx, l.plan, streams, checkTimeout, nil) {
		if err != nil {
			problems = append(problems, "stream "+streams[i].Name+": "+failure.Of(err).Message)
		}
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return a.out.ConnectionStatus(strings.Join(problems, "; "))
}
