package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// A standIn answers in place of an API.
type standIn struct {
	t       *testing.T
	headers http.Header
	mu      sync.Mutex
	routes  map[string]*canned
}

// A canned answer is what the stand-in says to a request, and whether it was asked.
type canned struct {
	open    bool
	headers [][2]string
	body    string
	asked   bool
}

func newStandIn(t *testing.T, sections map[string]string, address string) *standIn {
	s := &standIn{t: t, headers: http.Header{}, routes: map[string]*canned{}}
	for line := range strings.Lines(sections["headers"]) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		s.headers.Set(name, value)
	}
	routes := strings.TrimSpace(strings.ReplaceAll(sections["routes"], "$API", address))
	for _, block := range strings.Split(routes, "\n\n") {
		lines := bufio.NewScanner(strings.NewReader(block))
		require.True(t, lines.Scan())
		request, open := strings.CutPrefix(lines.Text(), "open ")
		route := &canned{open: open}
		for lines.Scan() {
			if name, value, header := strings.Cut(lines.Text(), ": "); header && !strings.ContainsAny(name, `{["`) {
				route.headers = append(route.headers, [2]string{name, value})
				continue
			}
			route.body = lines.Text()
		}
		method, rest, _ := strings.Cut(request, " ")
		target, body, _ := strings.Cut(rest, " ")
		key := asked(t, method, target, body)
		require.NotContains(t, s.routes, key)
		s.routes[key] = route
	}
	return s
}

// asked returns a request in the one way in which requests are compared.
func asked(t *testing.T, method, address, body string) string {
	parsed, err := url.Parse(address)
	require.NoError(t, err)
	key := method + " " + parsed.EscapedPath() + "?" + parsed.Query().Encode()
	if body != "" {
		var value any
		if json.Unmarshal([]byte(body), &value) == nil {
			canonical, err := json.Marshal(value)
			require.NoError(t, err)
			body = string(canonical)
		} else if form, err := url.ParseQuery(body); err == nil {
			body = form.Encode()
		}
		key += " " + body
	}
	return key
}

func (s *standIn) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Error(err)
	}
	key := asked(s.t, r.Method, r.URL.RequestURI(), string(body))
	s.mu.Lock()
	route := s.routes[key]
	if route != nil {
		route.asked = true
	}
	s.mu.Unlock()
	if route == nil {
		s.t.Errorf("there is no route for %s", key)
		http.Error(w, "no such route", http.StatusNotFound)
		return
	}
	for name := range s.headers {
		if got, want := r.Header.Get(name), s.headers.Get(name); got != want && !route.open {
			s.t.Errorf("%s: the header %s is %q, not %q", key, name, got, want)
		}
	}
	status := http.StatusOK
	for _, header := range route.headers {
		if header[0] == "Status" {
			fmt.Sscan(header[1], &status)
			continue
		}
		w.Header().Set(header[0], header[1])
	}
	w.WriteHeader(status)
	fmt.Fprint(w, route.body)
}

// unasked returns the routes that no request was for.
func (s *standIn) unasked() (left []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, route := range s.routes {
		if !route.asked {
			left = append(left, key)
		}
	}
	return left
}
