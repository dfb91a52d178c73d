// Package auth signs requests. Each kind of authenticator has a file of its own,
// with a Config that comes out of a definition and makes the runtime half.
package auth

import (
	"context"
	"net/http"
)

// A Config describes an authenticator. It is immutable and is shared by all
// streams that sign their requests the same way.
//
// Every Config is comparable: those that are equal stand for one authenticator.
type Config interface {
	// New makes the authenticator. Streams with equal Configs share one, so that a
	// token is fetched once for all of them.
	New(Env) Authenticator
	// Secrets returns the values that must not stand in any message.
	Secrets() []string
}

// An Authenticator signs requests. It is used by many goroutines at once.
type Authenticator interface {
	// Sign adds the credentials to req just before it is sent, at every attempt.
	// It is not called for a host other than the base URL's.
	Sign(ctx context.Context, req *http.Request) error
}

// A Renewer is an Authenticator that can get other credentials than those it has.
type Renewer interface {
	// Renew is told that the API answered 401 to a request as it was signed: the next
	// Sign gets new credentials. Where the refused ones have been replaced since, it
	// does nothing, so that many requests refused at once lead to one renewal.
	Renew(refused *http.Request)
}

// An Env is what an authenticator works with. Those that fetch nothing need none.
type Env struct {
	// Client asks for tokens. It tries again itself where that may help, and its
	// errors tell as a *failure.Error what to do, unless a context has ended.
	Client *http.Client
	// Secret is told of each secret that comes in; may be nil.
	Secret func(value string)
	// Redact masks the secrets in what a token endpoint says, before it is cut to a length
	// that can be read; may be nil.
	Redact func(text string) string
	// Rotated is told that a token endpoint has put the refresh token fresh in the place
	// of old, which may be good for nothing from then on; may be nil.
	Rotated func(old, fresh string)
}

func (e Env) secret(values ...string) {
	for _, value := range values {
		if e.Secret != nil && value != "" {
			e.Secret(value)
		}
	}
}

func (e Env) redact(text string) string {
	if e.Redact == nil {
		return text
	}
	return e.Redact(text)
}

func (e Env) rotated(old, fresh string) {
	if e.Rotated != nil {
		e.Rotated(old, fresh)
	}
}
