// Package retry decides what a response means, how long to wait before the next
// attempt, and when a host may be asked again. It sends nothing itself.
package retry

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"source-rest-api/connector/failure"
)

// defaultRetries is dlt's: 5 attempts in all.
const defaultRetries = 4

// A Handler says which answers are worth another attempt. The zero value is dlt's
// default: 429 and every 5xx, connection errors and timeouts, 4 retries after the
// first attempt, waits of 1, 2, 4 and 8 seconds.
type Handler struct {
	Actions    []Action      // the first that fits an answer decides
	RetryOn    []int         // statuses; nil means 429 and 500 to 599
	MaxRetries *int          // retries after the first attempt; nil means 4
	Factor     time.Duration // first wait, doubled at each retry; 0 means 1 s
}

// A Verdict is what an answer means.
type Verdict int

// The verdicts.
const (
	OK    Verdict = iota // the answer is what was asked for
	Retry                // another attempt may bring it
	Fail                 // another attempt would be answered the same
	// Ignored is an answer that ends the paging without an error, whatever it holds:
	// dlt's ignore.
	Ignored
)

// Verdict tells what an answer means. contains says whether its body holds a text; it
// is asked only where an action wants to know.
//
// Actions come first, as in dlt: one that ignores 503 leaves nothing to retry. RetryOn
// comes next, so that an API that says 202 while it still works can be waited for.
func (h Handler) Verdict(status int, contains func(text string) bool) Verdict {
	for _, action := range h.Actions {
		if action.fits(status, contains) {
			return action.Do
		}
	}
	return h.byStatus(status)
}

func (h Handler) byStatus(status int) Verdict {
	retry := status == 429 || status >= 500 && status <= 599
	if h.RetryOn != nil {
		retry = slices.Contains(h.RetryOn, status)
	}
	switch {
	case retry:
		return Retry
	case status >= 200 && status <= 299:
		return OK
	}
	return Fail
}

// Failure returns the failure that an answer is once no attempt is left, after a
// verdict of Retry or Fail. The message says what to do; it names neither URL nor
// body. For first see StatusError.
func (h Handler) Failure(status int, contains func(text string) bool, first bool) *failure.Error {
	for _, action := range h.Actions {
		if action.fits(status, contains) {
			return action.failure(status, first)
		}
	}
	return StatusError(status, first)
}

// Attempts returns how often a request may be sent in all, at least once.
func (h Handler) Attempts() int {
	if h.MaxRetries == nil {
		return 1 + defaultRetries
	}
	return 1 + max(0, *h.MaxRetries)
}

// Validate reports all that is wrong with h, joined.
func (h Handler) Validate() error {
	var errs []error
	for _, action := range h.Actions {
		errs = append(errs, action.validate())
	}
	for _, status := range h.RetryOn {
		errs = append(errs, validStatus(status))
	}
	if h.MaxRetries != nil && *h.MaxRetries < 0 {
		errs = append(errs, fmt.Errorf("the number of retries can't be below 0, and is %d", *h.MaxRetries))
	}
	if h.Factor < 0 {
		errs = append(errs, fmt.Errorf("the first wait can't be below 0, and is %s", h.Factor))
	}
	return errors.Join(errs...)
}

func validStatus(status int) error {
	if status < 100 || status > 599 {
		return fmt.Errorf("%d is no HTTP status: they go from 100 to 599", status)
	}
	return nil
}
