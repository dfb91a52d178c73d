package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"

	"github.com/rogpeppe/go-internal/testscript"
)

// A requestLog keeps the requests to a script's servers, in the order in which they came.
type requestLog struct {
	mu       sync.Mutex
	requests []request
}

type request struct {
	line   string // METHOD PATH?QUERY, and the body, if any
	header http.Header
}

type requestLogKey struct{}

// logged returns a handler that notes each request before it is answered.
func (l *requestLog) logged(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		line := r.Method + " " + r.RequestURI
		if len(body) > 0 {
			line += " " + string(body)
		}
		l.mu.Lock()
		l.requests = append(l.requests, request{line, r.Header.Clone()})
		l.mu.Unlock()
		handler.ServeHTTP(w, r)
	})
}

// writeAsked writes the requests since it was called last, one a line, each with the
// values of the headers that the script names.
func writeAsked(ts *testscript.TestScript, _ bool, args []string) {
	log := ts.Value(requestLogKey{}).(*requestLog)
	log.mu.Lock()
	requests := log.requests
	log.requests = nil
	log.mu.Unlock()
	var text bytes.Buffer
	for _, request := range requests {
		text.WriteString(request.line)
		for _, name := range args[1:] {
			fmt.Fprintf(&text, " [%s]", request.header.Get(name))
		}
		text.WriteString("\n")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), text.Bytes(), 0o600))
}
