package retry

import (
	"errors"
	"fmt"
	"net/http"

	"source-rest-api/connector/failure"
)

// StatusError returns the failure that an answer's status is once no attempt is
// left. The message says what to do; it names neither URL nor body.
//
// first says that the stream has had no answer yet. Then a refusal such as 404 is
// the definition's fault. Later on it is more likely a page or a cursor that is
// gone, which the next sync asks for anew.
func StatusError(status int, first bool) *failure.Error {
	kind, text := meaning(status, first)
	if name := http.StatusText(status); name != "" {
		name = " " + name
		text = fmt.Sprintf("the API answered %d%s: %s", status, name, text)
	} else {
		text = fmt.Sprintf("the API answered %d: %s", status, text)
	}
	return &failure.Error{Kind: kind, Message: text}
}

func meaning(status int, first bool) (failure.Kind, string) {
	switch status {
	case http.StatusUnauthorized:
		return failure.Config, "it doesn't accept the credentials; check the authentication and its secrets"
	case http.StatusForbidden:
		return failure.Config, "the credentials are known but don't allow this; check their permissions"
	case http.StatusPaymentRequired:
		return failure.Config, "the account's plan doesn't cover this"
	case http.StatusProxyAuthRequired:
		return failure.Config, "the proxy wants credentials; check the proxy's settings"
	case http.StatusRequestTimeout, http.StatusTooEarly:
		return failure.Transient, "it gave up on the request; try again later"
	case http.StatusTooManyRequests:
		return failure.Transient, "the rate limit is reached; lower the requests per second, or try again later"
	}
	switch {
	case status >= 500 && status <= 599:
		return failure.Transient, "the API itself failed; try again later"
	case status >= 300 && status <= 399:
		return failure.Config, "it sends elsewhere, where this connector didn't follow; check the base URL"
	case status >= 400 && status <= 499 && first:
		return failure.Config, refusal(status)
	case status >= 400 && status <= 499:
		return failure.Transient, "it had answered the requests before this one; a page or a cursor may have expired, try again"
	}
	return failure.Transient, "it has no result yet, or none that can be read; try again later"
}

// refusal says what to look at when the first request of a stream was refused.
func refusal(status int) string {
	switch status {
	case http.StatusNotFound, http.StatusGone:
		return "there is nothing at this address; check the base URL and the path"
	case http.StatusMethodNotAllowed:
		return "the path doesn't take this method; check the method and the path"
	case http.StatusUnsupportedMediaType, http.StatusNotAcceptable:
		return "it doesn't speak the format asked for; check the headers"
	}
	return "it doesn't take the request; check the parameters, the headers and the body"
}

// A Status is the cause of a failure that the status of an answer tells of.
type Status int

func (s Status) Error() string { return fmt.Sprintf("HTTP status %d", int(s)) }

// Misplaced reports whether err is an answer that refuses what was asked for, not who
// asked or how often: a page or a cursor that the API doesn't have any more is refused so.
func Misplaced(err error) bool {
	var status Status
	if !errors.As(err, &status) || status < 400 || status > 499 {
		return false
	}
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusProxyAuthRequired, http.StatusRequestTimeout, http.StatusTooManyRequests:
		return false
	}
	return true
}
