package requester

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/retry"
)

const (
	// tokenRetries is how often a request for a token is tried again.
	tokenRetries = 3
	// tokenFactor is the first wait before that.
	tokenFactor = 500 * time.Millisecond
	// tokenTimeout is the longest that one attempt may take.
	tokenTimeout = 30 * time.Second
	// tokenGrace is how long an attempt may go on once the sync was stopped. A refresh
	// token that is good for one use is lost with an answer that isn't read.
	tokenGrace = 5 * time.Second
	// maxTokenAnswer is the longest answer that is read, in bytes.
	maxTokenAnswer = 1 << 20
)

// newTokenClient returns the client that authenticators ask for tokens with. It signs
// nothing: no token endpoint gets the API's credentials.
func (c *Client) newTokenClient() *http.Client {
	return &http.Client{
		Transport: tokenTransport{c},
		// What is sent holds secrets, which another host must not get.
		CheckRedirect: func(req *http.Request, via []*http.Request) error {
			if len(via) >= maxRedirects || !sameOrigin(via[0].URL, req.URL) {
				return http.ErrUseLastResponse
			}
			return nil
		},
	}
}

// A tokenTransport sends requests for tokens, and again where that may help.
type tokenTransport struct{ client *Client }

// RoundTrip sends req. The answer's body has come in whole. The error is a
// *failure.Error, or the context's.
func (t tokenTransport) RoundTrip(req *http.Request) (*http.Response, error) {
	body, err := bodyOf(req)
	if err != nil {
		return nil, err
	}
	retries := tokenRetries
	handler := retry.Handler{MaxRetries: &retries, Factor: tokenFactor}
	attempts := t.client.attempts(handler)
	for attempt := 1; ; attempt++ {
		if err := t.client.pacer.Wait(req.Context(), req.URL.Host, nil); err != nil {
			return nil, err
		}
		answer, err := t.send(req, body)
		if err == nil && handler.Verdict(answer.StatusCode, nothing) != retry.Retry || attempt == attempts {
			return answer, unreachable(err)
		}
		if err != nil && !retry.Retryable(err) {
			return nil, unreachable(err)
		}
		wait := handler.Wait(attempt-1, rand.Float64)
		if err == nil {
			if asked := retry.After(answer.StatusCode, answer.Header, time.Now()); asked > 0 {
				wait = asked
				t.client.pacer.Hold(req.URL.Host, time.Now().Add(asked))
			}
		}
		if pause(req.Context(), wait) != nil {
			return answer, unreachable(err)
		}
	}
}

// bodyOf reads what req is to send, so that it can be sent again.
func bodyOf(req *http.Request) ([]byte, error) {
	if req.Body == nil {
		return nil, nil
	}
	defer req.Body.Close()
	return io.ReadAll(req.Body)
}

// nothing is what error handlers find in answers that nobody looks into.
func nothing(string) bool { return false }

// send sends req once and reads the answer.
func (t tokenTransport) send(req *http.Request, body []byte) (*http.Response, error) {
	ctx, cancel := outliving(req.Context())
	defer cancel()
	asked := req.Clone(ctx)
	asked.Header.Set("User-Agent", t.client.options.UserAgent)
	asked.Body = io.NopCloser(bytes.NewReader(body))
	answer, err := t.client.transport.RoundTrip(asked)
	if err != nil {
		return nil, &url.Error{Op: req.Method, URL: req.URL.String(), Err: err}
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxTokenAnswer))
	if err != nil {
		return nil, &url.Error{Op: req.Method, URL: req.URL.String(), Err: err}
	}
	answer.Body = io.NopCloser(bytes.NewReader(text))
	return answer, nil
}

// outliving returns a context for one attempt, which goes on for a short while after
// parent has ended.
func outliving(parent context.Context) (ctx context.Context, cancel func()) {
	ctx, giveUp := context.WithCancelCause(context.WithoutCancel(parent))
	ctx, end := context.WithTimeout(ctx, tokenTimeout)
	stop := context.AfterFunc(parent, func() {
		_ = retry.Sleep(ctx, tokenGrace) // ends before where the attempt does
		giveUp(context.Cause(parent))
	})
	return ctx, func() { stop(); end(); giveUp(nil) }
}

// unreachable says of an error that left a request for a token without an answer what
// to do about it.
func unreachable(err error) error {
	if err == nil {
		return nil
	}
	found := retry.TransportError(err, true)
	return &failure.Error{
		Kind:    found.Kind,
		Message: "there is no access token: " + strings.ReplaceAll(found.Message, "base URL", "token URL"),
		Err:     found.Err,
	}
}
