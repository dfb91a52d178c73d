// Package auth signs requests. Each kind of authenticator has a file of its own,
// with a Config that comes out of a definition and makes the runtime half.
package auth

import (
	"context"
	"net/http"
)

// A Config describes an authenticator. It is immutable and is shared by all
// streams that sign their requests the same way.
type Config interface {
	// New makes the authenticator. Streams with equal Configs share one, so that a
	// token is fetched once for all of them.
	New() Authenticator
	// Secrets returns the values that must not stand in any message.
	Secrets() []string
}

// An Authenticator signs requests. It is used by many goroutines at once.
type Authenticator interface {
	// Sign adds the credentials to req just before it is sent, at every attempt.
	// It is not called for a host other than the base URL's.
	Sign(ctx context.Context, req *http.Request) error
}
