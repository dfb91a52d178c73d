package requester

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/paginate"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/retry"
	"source-rest-api/connector/template"
)

// A Request asks for one page.
type Request struct {
	Plan   *plan.Requester
	Page   paginate.Page
	Scope  *template.Scope // of the slice that the page is of; nil where the plan has no placeholders
	First  bool            // nothing of the stream was answered before
	Events Events
}

// Events are told of what happens between a request and its answer. Each may be nil.
// Requests that are under way at once call them at once.
type Events struct {
	Retry       func(reason error, wait time.Duration) // before each further attempt
	RateLimited func(until time.Time)                  // before a wait that the API asked for
}

// Do sends the request, as often as its error handler allows, until accept takes the
// answer in. accept may keep the answer's body, which it closes then; an error of it
// that says the body was cut or garbled leads to another attempt, any other ends the
// request. An answer to be ignored comes with an empty body. The error is a
// *failure.Error that says what to do, or the context's.
func (c *Client) Do(ctx context.Context, request Request, accept func(*Response) error) error {
	p, err := build(request.Plan, request.Page, request.Scope)
	if err != nil {
		return err
	}
	home, err := url.Parse(request.Plan.BaseURL)
	if err != nil {
		return failure.Configf("the base URL is no address")
	}
	creds := &credentials{home: home, authenticator: c.authenticator(request.Plan.Auth), untyped: p.headers.Get("Content-Type") == ""}
	attempts := c.attempts(request.Plan.Errors)
	for attempt := 1; ; attempt++ {
		outcome := c.attempt(ctx, p, creds, request, accept)
		if outcome.err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return c.interrupted(ctx, outcome.err, p)
		}
		if !outcome.again || attempt == attempts {
			return failed(outcome.err, p, attempt)
		}
		wait := outcome.wait
		if wait == 0 {
			wait = request.Plan.Errors.Wait(attempt-1, rand.Float64)
		}
		if request.Events.Retry != nil {
			request.Events.Retry(outcome.err, wait)
		}
		if outcome.limited && request.Events.RateLimited != nil {
			request.Events.RateLimited(time.Now().Add(wait))
		}
		if pause(ctx, wait) != nil {
			return c.interrupted(ctx, outcome.err, p)
		}
	}
}

// An outcome is what one attempt came to.
type outcome struct {
	err   error         // nil where the answer was taken in
	again bool          // whether another attempt may help
	wait  time.Duration // that the API asked for, 0 where it didn't
	// limited says that the API wants fewer requests.
	limited bool
}

func (c *Client) attempt(ctx context.Context, p *prepared, creds *credentials, request Request, accept func(*Response) error) outcome {
	host := p.url.Host
	if err := c.pacer.Wait(ctx, host, request.Events.RateLimited); err != nil {
		return outcome{err: err}
	}
	response, err := c.sendSigned(ctx, p, creds, request.Events)
	if err != nil {
		return lost(err, request.First)
	}
	if refused := c.judge(response, request, host); refused.err != nil {
		response.Body.Close()
		return refused
	}
	if err := accept(response); err != nil {
		defer response.Body.Close()
		return c.unreadable(err, response, request.First)
	}
	return outcome{}
}

// judge holds an answer against the error handler. The outcome is the zero one for an
// answer that is to be taken in; one to be ignored loses its body then.
func (c *Client) judge(response *Response, request Request, host string) outcome {
	handler := request.Plan.Errors
	var unread error
	contains := func(text string) bool {
		found, err := response.Body.contains(text)
		unread = errors.Join(unread, err)
		return found
	}
	verdict := handler.Verdict(response.Status, contains)
	if unread != nil {
		return outcome{err: failure.Systemf("reading a temporary file: %w", unread)}
	}
	switch verdict {
	case retry.OK:
		return outcome{}
	case retry.Ignored:
		response.Body.Close()
		response.Ignored, response.Body = true, &Body{home: &c.buffers}
		return outcome{}
	}
	wait := retry.After(response.Status, response.Header, time.Now())
	if verdict == retry.Retry && wait > 0 {
		c.pacer.Hold(host, time.Now().Add(wait))
	}
	err := handler.Failure(response.Status, contains, request.First)
	err.Message += says(response.Body, c.options.Redactor)
	if err.Err == nil {
		err.Err = retry.Status(response.Status)
	}
	limited := response.Status == http.StatusTooManyRequests || wait > 0
	return outcome{err: err, again: verdict == retry.Retry, wait: wait, limited: limited}
}

// lost is the outcome of a request that brought no whole answer.
func lost(err error, first bool) outcome {
	var known *failure.Error
	if errors.As(err, &known) { // the limit on the size of an answer, or a full disk
		return outcome{err: err}
	}
	if errors.Is(err, errStalled) {
		return outcome{err: failure.Transientf("the API stopped in the middle of an answer; try again later, or raise the timeout: %w", err), again: true}
	}
	return outcome{err: retry.TransportError(err, first), again: retry.Retryable(err)}
}

// unreadable is the outcome of an answer that couldn't be taken in.
func (c *Client) unreadable(err error, response *Response, first bool) outcome {
	if !retry.Retryable(err) {
		return outcome{err: err}
	}
	found := retry.TransportError(err, first)
	found.Message = fmt.Sprintf("%s. It has the content type %q and begins %s",
		found.Message, response.Header.Get("Content-Type"), snippet(response.Body.Open(), c.options.Redactor))
	return outcome{err: found, again: true}
}

// failed says which request failed, and after how many attempts.
func failed(err error, p *prepared, attempts int) error {
	found := *failure.Of(err)
	tries := ""
	if attempts > 1 {
		tries = fmt.Sprintf(", %d times", attempts)
	}
	found.Message = fmt.Sprintf("%s %s%s: %s", p.method, p.url.Redacted(), tries, found.Message)
	return &found
}

// interrupted returns why a request ended with its context: the sync was stopped, or
// time ran out, and then the last failure is what there is to tell.
func (c *Client) interrupted(ctx context.Context, last error, p *prepared) error {
	if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return context.Cause(ctx)
	}
	if errors.Is(last, context.DeadlineExceeded) {
		var known *failure.Error
		if !errors.As(last, &known) {
			last = failure.Transientf("there was no answer in the time allowed: %w", last)
		}
	}
	return failed(last, p, 1)
}
