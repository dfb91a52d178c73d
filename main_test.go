package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"source-rest-api/connector/demo"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"source-rest-api": main})
}

// TestScripts runs testdata/script: what a person types, and what comes of it.
// Beside testscript's own commands they have:
//
//	demo RECORDS [FAULTS]  serve the demo API; $API is its address
//	demo +N                give the demo API N more records
//	routes FILE            serve the answers of a file; $API is their address. A line is
//	                       PATH STATUS BODY; the first whose PATH the request has, query
//	                       included, or which is its path alone, is the answer, with
//	                       $AUTHORIZATION and $FORM of the request filled in
//	answers FILE...        serve the answers of files, as routes does. A file is PATH STATUS,
//	                       headers, an empty line and the body, which Content-Encoding
//	                       encodes; several of one PATH come one after another
//	asked FILE [HEADER...] write the requests since the last time to a file, one a line:
//	                       METHOD PATH BODY, and the headers' values in brackets
//	expand FILE...         replace $API in files
//	strip FILE...          leave time stamps out of messages
//	seed FILE              write a config with the seed's own text, its address changed
//	config FILE TEXT NAME=SECRET...
//	                       write a config with the definition in the file TEXT and secrets
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"demo":    serveDemo,
			"routes":  serveRoutes,
			"answers": serveAnswers,
			"expand":  expand,
			"strip":   strip,
			"seed":    writeSeed,
			"config":  writeConfig,
			"asked":   writeAsked,
		},
		Setup: func(env *testscript.Env) error {
			env.Values[demoKey{}] = new(*demo.API)
			env.Values[requestLogKey{}] = new(requestLog)
			return nil
		},
	})
}

type demoKey struct{}

func serveDemo(ts *testscript.TestScript, _ bool, args []string) {
	running := ts.Value(demoKey{}).(**demo.API)
	if n, more := strings.CutPrefix(args[0], "+"); more {
		(*running).Add(number(ts, n))
		return
	}
	o := demo.Options{Records: number(ts, args[0]), Token: "demo-token", Seed: 1}
	if len(args) > 1 {
		faults, err := strconv.ParseFloat(args[1], 64)
		ts.Check(err)
		o.Faults = faults
	}
	*running = demo.New(o)
	serve(ts, *running)
}

func number(ts *testscript.TestScript, text string) int {
	n, err := strconv.Atoi(text)
	ts.Check(err)
	return n
}

func serve(ts *testscript.TestScript, handler http.Handler) {
	server := httptest.NewServer(ts.Value(requestLogKey{}).(*requestLog).logged(handler))
	ts.Defer(server.Close)
	ts.Setenv("API", server.URL)
}

// A route is an answer of a routes file.
type route struct {
	path   string
	status int
	body   string
}

func serveRoutes(ts *testscript.TestScript, _ bool, args []string) {
	var routes []route
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		path, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		status, body, _ := strings.Cut(rest, " ")
		routes = append(routes, route{path, number(ts, status), body})
	}
	serve(ts, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, route := range routes {
			if route.path == r.URL.RequestURI() || route.path == r.URL.Path {
				w.WriteHeader(route.status)
				fmt.Fprint(w, echo(route.body, r))
				return
			}
		}
		http.NotFound(w, r)
	}))
}

// echo puts what the request has into an answer, in the place of $AUTHORIZATION and
// $FORM.
func echo(body string, r *http.Request) string {
	if strings.Contains(body, "$FORM") && r.ParseForm() == nil {
		body = strings.ReplaceAll(body, "$FORM", r.PostForm.Encode())
	}
	return strings.ReplaceAll(body, "$AUTHORIZATION", r.Header.Get("Authorization"))
}

func expand(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		text := strings.ReplaceAll(ts.ReadFile(name), "$API", ts.Getenv("API"))
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o600))
	}
}

var stamp = regexp.MustCompile(`,?"emitted_at":\d+,?`)

func strip(ts *testscript.TestScript, _ bool, args []string) {
	for _, name := range args {
		var out bytes.Buffer
		lines := bufio.NewReader(strings.NewReader(ts.ReadFile(name)))
		for {
			line, err := lines.ReadString('\n')
			out.WriteString(stamp.ReplaceAllString(line, ""))
			if err != nil {
				break
			}
		}
		ts.Check(os.WriteFile(ts.MkAbs(name), out.Bytes(), 0o600))
	}
}

func writeSeed(ts *testscript.TestScript, _ bool, args []string) {
	text, err := files.ReadFile("examples/seed.py")
	ts.Check(err)
	definition := strings.Replace(string(text), "https://api.example.com/v2", ts.Getenv("API")+"/v2", 1)
	config := fmt.Sprintf(`{"definition": %q, "secrets": [{"name": "api_token", "value": "demo-token"}]}`, definition)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(config), 0o600))
}

func writeConfig(ts *testscript.TestScript, _ bool, args []string) {
	type secret struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	config := struct {
		Definition string   `json:"definition"`
		Secrets    []secret `json:"secrets"`
	}{Definition: ts.ReadFile(args[1]), Secrets: []secret{}}
	for _, pair := range args[2:] {
		name, value, _ := strings.Cut(pair, "=")
		config.Secrets = append(config.Secrets, secret{name, strings.ReplaceAll(value, "$API", ts.Getenv("API"))})
	}
	text, err := json.Marshal(config)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), text, 0o600))
}
