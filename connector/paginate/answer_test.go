package paginate

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/jsonpath"
)

// A reply is an answer as a test writes it down.
type reply struct {
	url     string
	link    string // Link header
	header  http.Header
	body    string
	records int
	repeat  bool
}

// answer makes the Answer that the engine would make of r for a paginator that
// needs paths.
func (r reply) answer(t *testing.T, paths []jsonpath.Path) Answer {
	t.Helper()
	if r.url == "" {
		r.url = "https://api.test/v1/items?per_page=2"
	}
	asked, err := url.Parse(r.url)
	require.NoError(t, err)
	header := r.header.Clone()
	if r.link != "" {
		header = http.Header{"Link": {r.link}}
	}
	a := Answer{
		URL: asked, Header: header, Records: r.records, Repeat: r.repeat,
		Document: func() ([]byte, error) { return []byte(r.body), nil },
	}
	for _, path := range paths {
		a.Values = append(a.Values, lookup(r.body, path.String()))
	}
	return a
}

// lookup follows keys joined by dots.
func lookup(body, path string) json.RawMessage {
	value := json.RawMessage(body)
	for _, key := range strings.Split(path, ".") {
		var object map[string]json.RawMessage
		if json.Unmarshal(value, &object) != nil {
			return nil
		}
		value = object[strings.Trim(key, "[']")]
	}
	return value
}

func next(t *testing.T, p Paginator, r reply) (Page, bool, error) {
	t.Helper()
	return p.Next(r.answer(t, p.Needs()))
}

// start makes a paginator that has asked for its first page.
func start(t *testing.T, c Config, token string) Paginator {
	t.Helper()
	p, err := c.New(json.RawMessage(token))
	require.NoError(t, err)
	p.First()
	return p
}

// carried writes down what a page's request carries.
func carried(p Page) string {
	var parts []string
	if p.URL != "" {
		parts = append(parts, p.URL)
	}
	for _, set := range p.Set {
		into := map[Into]string{Query: "", Header: "header ", Body: "body "}[set.Into]
		parts = append(parts, into+set.Name+"="+string(set.Value))
	}
	return strings.Join(parts, " ")
}

func pathOf(text string) jsonpath.Path { return jsonpath.MustCompile(text) }

func ptr(n int) *int { return &n }

// A step is a table's case: after a reply the request carries want, or the walk ends
// (want ""), or fails with wantErr.
type step struct {
	name    string
	config  Config
	token   string
	replies []reply
	want    string
	wantErr string
}

func runSteps(t *testing.T, steps []step) {
	t.Helper()
	for _, s := range steps {
		t.Run(s.name, func(t *testing.T) {
			p := start(t, s.config, s.token)
			for _, r := range s.replies[:len(s.replies)-1] {
				_, ok, err := next(t, p, r)
				require.NoError(t, err)
				require.True(t, ok, "ended early")
			}
			page, ok, err := next(t, p, s.replies[len(s.replies)-1])
			if s.wantErr != "" {
				require.ErrorContains(t, err, s.wantErr)
				return
			}
			require.NoError(t, err)
			require.Equal(t, s.want != "", ok)
			require.Equal(t, s.want, carried(page))
		})
	}
}
