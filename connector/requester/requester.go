// Package requester builds, signs, sends and retries single requests. It is the one
// place where bytes leave the process and enter it.
//
// It knows nothing of pages and records: whoever asks hands in a function that
// takes the answer in, and an answer that this function can't take in for being
// cut or garbled is asked for again.
package requester

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/go-resty/resty/v2"

	"source-rest-api/connector/auth"
	"source-rest-api/connector/protocol"
	"source-rest-api/connector/retry"
)

// Options are the limits that a Client keeps.
type Options struct {
	UserAgent        string
	Connections      int           // connections kept open to one host
	RequestsPerSec   float64       // the most that one host is sent; 0 means no limit
	Burst            int           // requests at once after a pause, where there is a limit
	ConnectTimeout   time.Duration // until a connection stands, TLS included
	ResponseTimeout  time.Duration // until an answer begins, and between two pieces of it
	MaxResponseBytes int64         // of one answer, decompressed
	MaxAttempts      int           // of one request, over what the definition allows; 0 means no such bound
	Redactor         *protocol.Redactor
	// Rotated is told of a refresh token that a token endpoint has replaced; may be nil.
	Rotated func(old, fresh string)
	Log     *slog.Logger
}

// A Client sends requests. It can be used by many goroutines.
type Client struct {
	options   Options
	resty     *resty.Client
	transport *http.Transport
	pacer     *retry.Pacer
	buffers   buffers
	decoders  decoders
	tokens    *http.Client // that authenticators ask for tokens with

	mu             sync.Mutex
	authenticators map[auth.Config]auth.Authenticator
}

// New returns a Client that keeps within options.
func New(options Options) *Client {
	c := &Client{
		options:        options,
		transport:      newTransport(options),
		pacer:          retry.NewPacer(options.RequestsPerSec, options.Burst),
		authenticators: map[auth.Config]auth.Authenticator{},
	}
	c.tokens = c.newTokenClient()
	c.resty = resty.New().
		SetTransport(&signer{next: c.transport, redactor: options.Redactor}).
		SetRedirectPolicy(resty.RedirectPolicyFunc(redirect)).
		SetAllowGetMethodPayload(true).
		SetLogger(discard{}).
		SetHeader("User-Agent", options.UserAgent).
		SetHeader("Accept", "*/*").
		SetHeader("Accept-Encoding", acceptEncoding)
	return c
}

// Close lets go of the connections that are kept open.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// authenticator returns the one authenticator that all streams with this config
// share, nil for none.
func (c *Client) authenticator(config auth.Config) auth.Authenticator {
	if config == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	known, ok := c.authenticators[config]
	if !ok {
		known = config.New(auth.Env{
			Client:  c.tokens,
			Secret:  func(value string) { c.options.Redactor.Add(value) },
			Redact:  func(text string) string { return c.options.Redactor.Redact(text) },
			Rotated: c.options.Rotated,
		})
		c.authenticators[config] = known
	}
	return known
}

// attempts returns how many times a request may be sent in all.
func (c *Client) attempts(handler retry.Handler) int {
	attempts := handler.Attempts()
	if c.options.MaxAttempts > 0 {
		attempts = min(attempts, c.options.MaxAttempts)
	}
	return attempts
}

// pause waits before the next attempt.
func pause(ctx context.Context, wait time.Duration) error { return retry.Sleep(ctx, wait) }

// discard drops what resty would print to stderr.
type discard struct{}

func (discard) Errorf(string, ...any) {}
func (discard) Warnf(string, ...any)  {}
func (discard) Debugf(string, ...any) {}
