package auth_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"source-rest-api/connector/auth"
)

const tokenURL = "https://auth.test/token"

// An endpoint gives the tokens at-1, at-2, … out of a form.
type endpoint struct {
	refresh string // format of the refresh tokens that come with them; "" for none
	status  int    // of each answer; 0 means 200
	body    string // of each answer, %d being its number; "" means a token for an hour
	kind    string // content type
	hang    bool   // until the request is given up
	pause   func() // before an answer

	mu       sync.Mutex
	forms    []url.Values
	told     []string
	replaced []string
}

func (e *endpoint) env() auth.Env {
	note := func(into *[]string, values ...string) {
		e.mu.Lock()
		defer e.mu.Unlock()
		*into = append(*into, values...)
	}
	return auth.Env{
		Client:  &http.Client{Transport: e},
		Secret:  func(value string) { note(&e.told, value) },
		Rotated: func(old, fresh string) { note(&e.replaced, old+" -> "+fresh) },
	}
}

func (e *endpoint) RoundTrip(req *http.Request) (*http.Response, error) {
	if e.hang {
		<-req.Context().Done()
		return nil, req.Context().Err()
	}
	text, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(string(text))
	if err != nil || req.URL.String() != tokenURL || req.Method != http.MethodPost || req.Header.Get("Authorization") != "" ||
		req.Header.Get("Content-Type") != "application/x-www-form-urlencoded" || req.Header.Get("Accept") != "application/json" {
		return nil, fmt.Errorf("no request for a token: %v", req)
	}
	if e.pause != nil {
		e.pause()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.forms = append(e.forms, form)
	n := len(e.forms)
	body := e.body
	if body == "" {
		body = `{"access_token":"at-%d","token_type":"bearer","expires_in":3600`
		if e.refresh != "" {
			body += `,"refresh_token":"` + e.refresh + `"`
		}
		body += "}"
	}
	body = strings.ReplaceAll(body, "%d", strconv.Itoa(n))
	answer := &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: req}
	if e.status != 0 {
		answer.StatusCode = e.status
	}
	if e.kind != "" {
		answer.Header.Set("Content-Type", e.kind)
	}
	return answer, nil
}

func (e *endpoint) asked() []url.Values { e.mu.Lock(); defer e.mu.Unlock(); return e.forms }
func (e *endpoint) secrets() []string   { e.mu.Lock(); defer e.mu.Unlock(); return e.told }
func (e *endpoint) rotations() []string { e.mu.Lock(); defer e.mu.Unlock(); return e.replaced }
