package auth

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"golang.org/x/oauth2"

	"source-rest-api/connector/failure"
)

// failure says of an error of a request for a token what to do about it.
func (t *tokens) failure(err error) error {
	var known *failure.Error
	var refusal *oauth2.RetrieveError
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.As(err, &refusal):
		return t.refused(refusal)
	}
	// It may be a page that stands there while the endpoint is being mended.
	return &failure.Error{
		Kind:    failure.Transient,
		Message: fmt.Sprintf("the answer of the token endpoint at %s holds no access token; check the token URL, or try again later", t.grant.host()),
		Err:     err,
	}
}

func (t *tokens) refused(refusal *oauth2.RetrieveError) *failure.Error {
	status := refusal.Response.StatusCode
	answered := fmt.Sprintf("the token endpoint at %s answered %d", t.grant.host(), status)
	if name := http.StatusText(status); name != "" {
		answered += " " + name
	}
	if refusal.ErrorCode != "" {
		answered += ", " + clip(t.env.redact(refusal.ErrorCode))
	}
	kind, advice := t.grant.meaning(refusal.ErrorCode, status)
	said := refusal.ErrorDescription
	if refusal.ErrorCode == "" {
		said = string(bytes.ToValidUTF8(bytes.TrimSpace(refusal.Body), nil))
	}
	if said != "" {
		said = fmt.Sprintf("; it says %q", clip(t.env.redact(said)))
	}
	return &failure.Error{Kind: kind, Message: answered + ": " + advice + said}
}

// meaning tells what a refusal means by its error code (RFC 6749, section 5.2), or
// by the status of an answer that has none.
func (g grant) meaning(code string, status int) (failure.Kind, string) {
	switch code {
	case "invalid_client", "unauthorized_client":
		return failure.Config, "it doesn't accept the client; " + g.client
	case "invalid_grant":
		return failure.Config, g.grant
	case "invalid_scope":
		return failure.Config, "it doesn't grant what is asked for; check the scope"
	case "unsupported_grant_type":
		return failure.Config, "it doesn't give tokens in this way; check the type of the authentication, and the token URL"
	case "temporarily_unavailable", "server_error", "slow_down":
		return failure.Transient, "it gives no tokens at the moment; try again later"
	}
	switch {
	case status == http.StatusTooManyRequests || status >= 500:
		return failure.Transient, "it gives no tokens at the moment; try again later"
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return failure.Config, "it doesn't accept the client; " + g.client
	case status == http.StatusNotFound, status == http.StatusMethodNotAllowed, status == http.StatusGone, status >= 300 && status <= 399:
		return failure.Config, "no tokens are given at this address; check the token URL"
	}
	return failure.Config, "it doesn't take the request; check the token URL and what is sent to it; " + g.client
}

// host returns the token endpoint's host, for messages.
func (g grant) host() string {
	if address, err := url.Parse(g.url); err == nil {
		return address.Host
	}
	return "an unreadable address"
}

// clip cuts what an API says of a refusal to a length that can be read.
func clip(text string) string {
	const most = 300
	letters := []rune(text)
	if len(letters) <= most {
		return text
	}
	return string(letters[:most]) + "…"
}
