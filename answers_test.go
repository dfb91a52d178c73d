package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
	"github.com/rogpeppe/go-internal/testscript"
)

// An answer is what a file of the command answers holds.
type answer struct {
	path   string
	status int
	header http.Header
	body   []byte
}

// serveAnswers serves the answers of files, several of one path one after another, the
// last of them again and again.
func serveAnswers(ts *testscript.TestScript, _ bool, args []string) {
	answers := map[string][]answer{}
	for _, name := range args {
		a, err := parseAnswer(ts.ReadFile(name))
		ts.Check(err)
		answers[a.path] = append(answers[a.path], a)
	}
	var mu sync.Mutex
	serve(ts, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		path := r.URL.RequestURI()
		next, ok := answers[path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		if len(next) > 1 {
			answers[path] = next[1:]
		}
		w.Header()["Content-Type"] = nil // or net/http guesses it
		for name, values := range next[0].header {
			w.Header()[name] = values
		}
		w.WriteHeader(next[0].status)
		_, _ = w.Write(next[0].body) // refused for status 204
	}))
}

// parseAnswer reads "PATH STATUS", headers, an empty line, and the body, which it encodes
// as Content-Encoding says.
func parseAnswer(text string) (answer, error) {
	r := bufio.NewReader(strings.NewReader(text))
	line, err := r.ReadString('\n')
	if err != nil {
		return answer{}, err
	}
	var a answer
	if _, err := fmt.Sscan(line, &a.path, &a.status); err != nil {
		return answer{}, err
	}
	header, err := textproto.NewReader(r).ReadMIMEHeader()
	if err != nil && err != io.EOF {
		return answer{}, err
	}
	a.header = http.Header(header)
	body, err := io.ReadAll(r)
	if err != nil {
		return answer{}, err
	}
	a.body, err = encoded(body, a.header.Get("Content-Encoding"))
	return a, err
}

func encoded(body []byte, coding string) ([]byte, error) {
	var out bytes.Buffer
	var w io.WriteCloser
	var err error
	switch coding {
	case "gzip":
		w = gzip.NewWriter(&out)
	case "deflate":
		w = zlib.NewWriter(&out)
	case "br":
		w = brotli.NewWriter(&out)
	case "zstd":
		w, err = zstd.NewWriter(&out)
	default:
		return body, nil
	}
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(body); err != nil {
		return nil, err
	}
	err = w.Close()
	return out.Bytes(), err
}
