package engine

import "context"

// slots bound the pages that are requested or held at the same time. A page has one
// from before its request until its records are written.
//
// A stream that waits for a slot holds none, except for pages that it can write
// without another one: so the streams never wait for each other in a circle.
type slots chan struct{}

// take waits for a slot.
func (s slots) take(ctx context.Context) error {
	select {
	case s <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// try takes a slot if one is free.
func (s slots) try() bool {
	select {
	case s <- struct{}{}:
		return true
	default:
		return false
	}
}

func (s slots) free() { <-s }
