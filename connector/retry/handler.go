// Package retry decides what a response means, how long to wait before the next
// attempt, and when a host may be asked again. It sends nothing itself.
package retry

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// defaultRetries is dlt's: 5 attempts in all.
const defaultRetries = 4

// A Handler says which answers are worth another attempt. The zero value is dlt's
// default: 429 and every 5xx, connection errors and timeouts, 4 retries after the
// first attempt, waits of 1, 2, 4 and 8 seconds.
type Handler struct {
	RetryOn    []int         // statuses; nil means 429 and 500 to 599
	MaxRetries *int          // retries after the first attempt; nil means 4
	Factor     time.Duration // first wait, doubled at each retry; 0 means 1 s
}

// A Verdict is what an answer's status means.
type Verdict int

// The verdicts.
const (
	OK    Verdict = iota // the answer is what was asked for
	Retry                // another attempt may bring it
	Fail                 // another attempt would be answered the same
)

// Verdict tells what status means. RetryOn comes before all else, so that an API
// that says 202 while it still works can be waited for.
func (h Handler) Verdict(status int) Verdict {
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
	for _, status := range h.RetryOn {
		if status < 100 || status > 599 {
			errs = append(errs, fmt.Errorf("%d is no HTTP status: they go from 100 to 599", status))
		}
	}
	if h.MaxRetries != nil && *h.MaxRetries < 0 {
		errs = append(errs, fmt.Errorf("the number of retries can't be below 0, and is %d", *h.MaxRetries))
	}
	if h.Factor < 0 {
		errs = append(errs, fmt.Errorf("the first wait can't be below 0, and is %s", h.Factor))
	}
	return errors.Join(errs...)
}
