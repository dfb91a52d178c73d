// Package engine runs a plan: it reads streams page by page, writes their records,
// statuses and states, and keeps requests within bounds.
//
// A page is the unit of writing: its records go out when the whole of it has come
// in and is sound, or not at all. A state is written only after the records that it
// covers. The engine knows no dialect, and sends requests through package requester
// only.
package engine

import (
	"log/slog"

	"source-rest-api/connector/protocol"
	"source-rest-api/connector/requester"
)

// An Engine runs plans.
type Engine struct {
	client   *requester.Client
	out      *protocol.Writer
	log      *slog.Logger
	redactor *protocol.Redactor
	slots    slots
	progress func(stream string, records int64)
}

// Options are what an Engine works with.
type Options struct {
	Client *requester.Client
	Out    *protocol.Writer
	Log    *slog.Logger
	// Redactor knows the secrets: a page whose token holds one isn't written to states.
	Redactor *protocol.Redactor
	// Concurrency is how many pages may be requested, or held, at the same time over
	// all streams; at least 1.
	Concurrency int
	// Progress, where it isn't nil, is told after each page how many records of the
	// stream were written. Several goroutines call it.
	Progress func(stream string, records int64)
}

// New returns an Engine.
func New(o Options) *Engine {
	progress := o.Progress
	if progress == nil {
		progress = func(string, int64) {}
	}
	return &Engine{
		client:   o.Client,
		out:      o.Out,
		log:      o.Log,
		redactor: o.Redactor,
		slots:    make(slots, max(1, o.Concurrency)),
		progress: progress,
	}
}
