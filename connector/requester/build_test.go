package requester

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/failure"
	"source-rest-api/connector/paginate"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/template"
)

func jsonBody(text string) plan.Body {
	t := template.Of(text)
	return plan.Body{JSON: &t}
}

func inject(into paginate.Into, name, value string) paginate.Inject {
	return paginate.Inject{Into: into, Name: name, Value: json.RawMessage(value)}
}

func TestBuildPutsThePaginatorsValuesOverTheStreams(t *testing.T) {
	own := plan.Requester{
		Method: "GET", URL: template.Of("https://api.test/v2/items?fixed=1"),
		Query: []plan.Param{plan.Static("page", "0"), plan.Static("q", "a b&c"), plan.Static("tag", "x"), plan.Static("tag", "ü")},
	}
	for name, c := range map[string]struct {
		page paginate.Page
		want string
	}{
		"none":                 {paginate.Page{}, "https://api.test/v2/items?fixed=1&page=0&q=a+b%26c&tag=x&tag=%C3%BC"},
		"in its place":         {paginate.Page{Set: []paginate.Inject{inject(paginate.Query, "page", "7")}}, "https://api.test/v2/items?fixed=1&page=7&q=a+b%26c&tag=x&tag=%C3%BC"},
		"a list is replaced":   {paginate.Page{Set: []paginate.Inject{inject(paginate.Query, "tag", `"z"`)}}, "https://api.test/v2/items?fixed=1&page=0&q=a+b%26c&tag=z"},
		"a new one at the end": {paginate.Page{Set: []paginate.Inject{inject(paginate.Query, "after", `"x/y=="`)}}, "https://api.test/v2/items?fixed=1&page=0&q=a+b%26c&tag=x&tag=%C3%BC&after=x%2Fy%3D%3D"},
		"a link has its own":   {paginate.Page{URL: "https://api.test/v2/items?cursor=2#top"}, "https://api.test/v2/items?cursor=2"},
		"numbers as written":   {paginate.Page{Set: []paginate.Inject{inject(paginate.Query, "page", "1e3")}}, "https://api.test/v2/items?fixed=1&page=1e3&q=a+b%26c&tag=x&tag=%C3%BC"},
	} {
		p, err := build(&own, c.page, nil)
		require.NoError(t, err, name)
		require.Equal(t, c.want, p.url.String(), name)
		require.Nil(t, p.body, name)
	}
}

func TestBuildPlacesValuesInTheBody(t *testing.T) {
	for _, c := range []struct{ own, name, value, want string }{
		{``, "page", "2", `{"page":2}`},
		{`{"a":1.10,"page":1,"b":[]}`, "page", "2", `{"a":1.10,"page":2,"b":[]}`},
		{`{"query":"q"}`, "variables.after", `"c"`, `{"query":"q","variables":{"after":"c"}}`},
		{`{"variables":{"n":5}}`, "variables.after", `"c"`, `{"variables":{"n":5,"after":"c"}}`},
		{`{"variables":null}`, "variables.after", `"c"`, `{"variables":{"after":"c"}}`},
	} {
		own := plan.Requester{Method: "POST", URL: template.Of("https://api.test/")}
		if c.own != "" {
			own.Body = jsonBody(c.own)
		}
		p, err := build(&own, paginate.Page{Set: []paginate.Inject{inject(paginate.Body, c.name, c.value)}}, nil)
		require.NoError(t, err)
		require.Equal(t, c.want, string(p.body))
		require.Equal(t, "application/json", p.headers.Get("Content-Type"))
	}
}

func TestBuildSetsHeaders(t *testing.T) {
	own := plan.Requester{Method: "POST", URL: template.Of("https://api.test/"), Body: jsonBody(`{}`),
		Headers: []plan.Param{plan.Static("content-type", "application/vnd.api+json"), plan.Static("X-A", "1")}}
	p, err := build(&own, paginate.Page{Set: []paginate.Inject{inject(paginate.Header, "X-A", `"2"`)}}, nil)
	require.NoError(t, err)
	require.Equal(t, []string{"2"}, p.headers["X-A"])
	require.Equal(t, []string{"application/vnd.api+json"}, p.headers["Content-Type"])
}

func TestBuildRefusesWhatIsNoAddress(t *testing.T) {
	for _, address := range []string{"", "/items", "ftp://api.test/", "http://", "http://a b/", "mailto:x"} {
		_, err := build(&plan.Requester{Method: "GET", URL: template.Of(address)}, paginate.Page{}, nil)
		require.Error(t, err, address)
		require.Equal(t, failure.Config, failure.Of(err).Kind)
	}
}
