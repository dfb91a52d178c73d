package dlt

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/auth"
	"source-rest-api/connector/document"
	"source-rest-api/connector/failure"
	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/paginate"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/record"
	"source-rest-api/connector/retry"
	"source-rest-api/connector/template"
)

func ptr[T any](v T) *T { return &v }

// compile compiles YAML or JSON.
func compile(t *testing.T, text string, env Env) (*Result, error) {
	t.Helper()
	root, err := document.Parse([]byte(text))
	require.NoError(t, err)
	before := string(root.JSON())
	result, err := Compile(root, env)
	require.Equal(t, before, string(root.JSON()), "the tree is changed")
	return result, err
}

// stream compiles a definition of one resource.
func stream(t *testing.T, text string) *plan.Stream {
	t.Helper()
	result, err := compile(t, text, Env{})
	require.NoError(t, err)
	require.Len(t, result.Plan.Streams, 1)
	return result.Plan.Streams[0]
}

func TestSmallestDefinition(t *testing.T) {
	require.Equal(t, &plan.Stream{
		Name: "posts", Selected: true,
		Disposition: plan.Append,
		Retriever: plan.Retriever{
			Requester: plan.Requester{Method: "GET", BaseURL: "https://api.example.com/", URL: template.Of("https://api.example.com/posts")},
			Paginator: paginate.Auto{},
		},
	}, stream(t, "client: {base_url: https://api.example.com/}\nresources: [posts]"))
}

func TestDefaultsAreMergedAsInDlt(t *testing.T) {
	result, err := compile(t, `
client:
  base_url: https://api.example.com
  paginator: single_page
  auth: {token: a}
  headers: {X-One: 1, x-two: b, X-Three: true}
resource_defaults:
  primary_key: id
  write_disposition: merge
  endpoint:
    path: never/used
    method: POST
    params: {a: 1, b: 2, c: 3}
    json: {x: {y: 1, z: 2}, w: 1}
    headers: {X-Default: d}
    data_selector: items
    error_handler: {max_retries: 1}
    paginator: {type: offset, limit: 10}
resources:
  - name: one
  - name: two
    primary_key: null
    write_disposition: replace
    endpoint:
      method: GET
      params: {b: null, c: [1, x, null, false], d: 1.50}
      json: {x: {y: 3}, v: null}
      headers: {X-TWO: c, x-three: null}
      data_selector: null
      auth: null
      paginator: null
      error_handler: null
  - {name: three, endpoint: {path: "items/{a}/sub", params: {a: "x/y z"}, json: null}}
`, Env{})
	require.NoError(t, err)
	one, two, three := result.Plan.Streams[0], result.Plan.Streams[1], result.Plan.Streams[2]

	require.Equal(t, [][]string{{"id"}}, one.PrimaryKey)
	require.Equal(t, plan.Merge, one.Disposition)
	require.Equal(t, plan.Requester{
		Method: "POST", BaseURL: "https://api.example.com", URL: template.Of("https://api.example.com/one"),
		Query:   []plan.Param{plan.Static("a", "1"), plan.Static("b", "2"), plan.Static("c", "3")},
		Headers: []plan.Param{plan.Static("X-One", "1"), plan.Static("x-two", "b"), plan.Static("X-Three", "true"), plan.Static("X-Default", "d")},
		Body:    jsonBody(`{"x":{"y":1,"z":2},"w":1}`),
		Auth:    auth.Bearer{Token: "a"},
		Errors:  retry.Handler{MaxRetries: ptr(1)},
	}, one.Retriever.Requester)
	require.Equal(t, 10, one.Retriever.Paginator.(paginate.Offset).Limit)

	require.Nil(t, two.PrimaryKey)
	require.Equal(t, plan.Replace, two.Disposition)
	require.Equal(t, plan.Requester{
		Method: "GET", BaseURL: "https://api.example.com", URL: template.Of("https://api.example.com/two"),
		Query:   []plan.Param{plan.Static("a", "1"), plan.Static("c", "1"), plan.Static("c", "x"), plan.Static("c", "False"), plan.Static("d", "1.50")},
		Headers: []plan.Param{plan.Static("X-One", "1"), plan.Static("X-TWO", "c")},
		Body:    jsonBody(`{"x":{"y":3},"w":1,"v":null}`),
	}, two.Retriever.Requester)
	require.Equal(t, paginate.SinglePage{}, two.Retriever.Paginator, "null falls back to the client's")
	require.Equal(t, record.Config{}, two.Retriever.Selector)

	require.Equal(t, template.Of("https://api.example.com/items/x%2Fy%20z/sub"), three.Retriever.Requester.URL)
	require.Equal(t, []plan.Param{plan.Static("b", "2"), plan.Static("c", "3")}, three.Retriever.Requester.Query)
	require.Zero(t, three.Retriever.Requester.Body)
	require.Equal(t, "items", three.Retriever.Selector.Path.String())
	require.Equal(t, []string{"a"}, result.Secrets)
}

// dlt lets the first resource use up a path param of the defaults, so that the
// second one lacks it.
func TestDefaultsParamsBindIntoEveryPath(t *testing.T) {
	result, err := compile(t, `
client: {base_url: https://h}
resource_defaults: {endpoint: {params: {v: 1}}}
resources: [{name: a, endpoint: "{v}/a"}, {name: b, endpoint: "{v}/b"}]
`, Env{})
	require.NoError(t, err)
	require.Equal(t, template.Of("https://h/1/a"), result.Plan.Streams[0].Retriever.Requester.URL)
	require.Equal(t, template.Of("https://h/1/b"), result.Plan.Streams[1].Retriever.Requester.URL)
}

func TestSingleEntity(t *testing.T) {
	for _, tc := range []struct {
		endpoint string
		single   bool
	}{
		{`{path: "users/{id}", params: {id: 1}}`, true},
		{`{path: "users/{id}/", params: {id: 1}}`, true},
		{`{path: "x/{id}.json", params: {id: 1}}`, true},
		{`{path: "users/{id}/posts", params: {id: 1}}`, false},
		{`{path: "posts?author={id}", params: {id: 1}}`, false}, // dlt: true
		{`{path: "posts"}`, false},
	} {
		r := stream(t, `{client: {base_url: "https://h", paginator: header_link}, resources: [{name: a, endpoint: `+tc.endpoint+`}]}`).Retriever
		require.Equal(t, tc.single, r.Paginator == paginate.SinglePage{}, tc.endpoint)
		require.Equal(t, tc.single, r.Selector.Path.String() == "$", tc.endpoint)
	}
	given := stream(t, `{client: {base_url: "https://h"}, resources: [{name: a, endpoint: {path: "u/{id}", params: {id: 1}, data_selector: x, paginator: json_link}}]}`).Retriever
	require.Equal(t, paginate.DefaultJSONLink(), given.Paginator)
	require.Equal(t, "x", given.Selector.Path.String())
}

func TestPaginators(t *testing.T) {
	path := jsonpath.MustCompile
	for _, tc := range []struct {
		text string
		want paginate.Config
	}{
		{"auto", paginate.Auto{}},
		{"single_page", paginate.SinglePage{}},
		{"page_number", paginate.DefaultPageNumber()},
		{"json_response", paginate.DefaultJSONLink()},
		{"header_link", paginate.HeaderLink{}},
		{"header_cursor", paginate.HeaderCursor{}},
		{"cursor", paginate.DefaultCursor()},
		{"{type: page_number, base_page: 1, page: 3, page_param: p, total_path: null, maximum_page: 9, stop_after_empty_page: false, has_more_path: more}",
			paginate.PageNumber{BasePage: 1, Page: ptr(3), Param: "p", MaximumPage: ptr(9), HasMorePath: path("more")}},
		{"{type: page_number, page_body_path: a.b, total_path: pages}",
			paginate.PageNumber{BodyPath: "a.b", TotalPath: path("pages"), StopAfterEmptyPage: true}},
		{"{type: page_number, limit: 5, limit_param: n}",
			paginate.PageNumber{Size: 5, SizeParam: "n", StopAfterEmptyPage: true}},
		{"{type: page_number, limit: 5, total_path: total}",
			paginate.PageNumber{Size: 5, TotalPath: path("total"), StopAfterEmptyPage: true}},
		{"{type: offset, limit: 5, offset: 1, offset_param: o, limit_param: l, total_path: null, maximum_offset: 20}",
			paginate.Offset{Limit: 5, Offset: 1, OffsetParam: "o", LimitParam: "l", MaximumOffset: ptr(20), StopAfterEmptyPage: true}},
		{"{type: cursor, cursor_path: next, cursor_body_path: v.after, stop_after_empty_page: true}",
			paginate.Cursor{CursorPath: path("next"), BodyPath: "v.after", StopAfterEmptyPage: true}},
		{"{type: json_link, next_url_path: paging.next}", paginate.JSONLink{Path: path("paging.next")}},
		{"{type: header_link, links_next_key: more}", paginate.HeaderLink{Rel: "more"}},
		{"{type: header_cursor, cursor_key: X-Next, cursor_param: c}", paginate.HeaderCursor{Header: "X-Next", Param: "c"}},
	} {
		r := stream(t, "client: {base_url: https://h}\nresources: [{name: a, endpoint: {paginator: "+tc.text+"}}]").Retriever
		require.Equal(t, tc.want, r.Paginator, tc.text)
		r = stream(t, "client: {base_url: https://h, paginator: "+tc.text+"}\nresources: [a]").Retriever
		require.Equal(t, tc.want, r.Paginator, tc.text)
	}
}

func TestAuthenticators(t *testing.T) {
	for text, want := range map[string]auth.Config{
		"{token: t}": auth.Bearer{Token: "t"},
		"{type: bearer, token: \"dlt.secrets['s.t']\"}":          auth.Bearer{Token: "value"},
		"{type: api_key, api_key: k}":                            auth.APIKey{Key: "k", Name: "Authorization", Location: auth.InHeader},
		"{type: api_key, api_key: k, name: q, location: param}":  auth.APIKey{Key: "k", Name: "q", Location: auth.InQuery},
		"{type: api_key, api_key: k, name: q, location: query}":  auth.APIKey{Key: "k", Name: "q", Location: auth.InQuery},
		"{type: api_key, api_key: k, name: q, location: cookie}": auth.APIKey{Key: "k", Name: "q", Location: auth.InCookie},
		"{type: http_basic, username: u, password: ''}":          auth.Basic{Username: "u"},
		"null": nil,
	} {
		result, err := compile(t, "client: {base_url: https://h, auth: "+text+"}\nresources: [a]", Env{Secrets: map[string]string{"s.t": "value"}})
		require.NoError(t, err, text)
		require.Equal(t, want, result.Plan.Streams[0].Retriever.Requester.Auth, text)
		if want != nil {
			require.ElementsMatch(t, want.Secrets(), result.Secrets)
		}
	}
}

func TestErrorHandler(t *testing.T) {
	for text, want := range map[string]retry.Handler{
		"{retry_on_status_codes: [429, 500], max_retries: 3, backoff_factor: 2}": {RetryOn: []int{429, 500}, MaxRetries: ptr(3), Factor: 2 * time.Second},
		"{retry_on_status_codes: [], max_retries: 0, backoff_factor: 0.5}":       {RetryOn: []int{}, MaxRetries: ptr(0), Factor: time.Second / 2},
		"{}": {},
	} {
		require.Equal(t, want, stream(t, "client: {base_url: https://h}\nresources: [{name: a, endpoint: {error_handler: "+text+"}}]").Retriever.Requester.Errors)
	}
}

func TestBracesOutsideThePath(t *testing.T) {
	s := stream(t, `
client: {base_url: https://h, headers: {X-A: "{{a}}"}}
resources:
  - name: a
    endpoint:
      params: {filter: '{"a":{"b":1}}', doubled: '{{"a":1}}'}
      headers: {X-B: "{{b}}"}
      json: {query: "query { x { id } }", doubled: "{{ x }}"}
`)
	require.Equal(t, []plan.Param{plan.Static("filter", `{"a":{"b":1}}`), plan.Static("doubled", `{"a":1}`)}, s.Retriever.Requester.Query)
	require.Equal(t, []plan.Param{plan.Static("X-A", "{{a}}"), plan.Static("X-B", "{b}")}, s.Retriever.Requester.Headers)
	require.Equal(t, jsonBody(`{"query":"query { x { id } }","doubled":"{ x }"}`), s.Retriever.Requester.Body)
}

func TestLeftOut(t *testing.T) {
	result, err := compile(t, `
client: {base_url: https://h}
resource_defaults: {write_disposition: skip, columns: {a: {nullable: false}}}
resources:
  - skipped
  - {name: hidden, write_disposition: append, selected: false}
  - {name: kept, write_disposition: {disposition: merge, strategy: upsert}, primary_key: [a.b, c], merge_key: x, schema: {type: object, properties: {}}}
  - {name: keyless, write_disposition: merge}
`, Env{})
	require.NoError(t, err)
	require.Len(t, result.Plan.Streams, 2)
	require.Equal(t, [][]string{{"a.b"}, {"c"}}, result.Plan.Streams[0].PrimaryKey)
	require.Equal(t, plan.Merge, result.Plan.Streams[0].Disposition)
	require.JSONEq(t, `{"type":"object","properties":{}}`, string(result.Plan.Streams[0].Schema))
	require.Equal(t, plan.Append, result.Plan.Streams[1].Disposition)
	require.Equal(t, []Warning{
		{Path: "resources[2].write_disposition.strategy", Message: "how records are merged is the destination's choice; the strategy is left out"},
		{Path: "resources", Message: "left to the destination: columns' nullable, merge_key", Hint: true},
		{Path: "resources[3].write_disposition", Message: "merge needs a primary_key; without one records are appended"},
	}, result.Warnings)
}

// What the specification refuses is said once, at the path where it was written, and
// null is never shown to it.
func TestValidate(t *testing.T) {
	var seen string
	env := Env{Validate: func(root *document.Node) (faults failure.Faults) {
		seen = string(root.JSON())
		faults.Add("resources[0].endpoint.paginator.base_page", "must be an integer")
		faults.Add("resources[1].endpoint.paginator.type", "is none of the known ones")
		faults.Add("client.nothing", "unknown key")
		return faults
	}}
	_, err := compile(t, `
client: {base_url: https://h, auth: null}
resources:
  - {name: a, endpoint: {params: {x: null}, paginator: {type: page_number, start_from_page: "1"}}}
  - {name: b, primary_key: id, endpoint: {paginator: pages}}
  - {name: c, endpoint: {method: PUT}}
`, env)
	require.JSONEq(t, `{"client": {"base_url": "https://h"}, "resources": [
		{"name": "a", "endpoint": {"params": {}, "paginator": {"type": "page_number", "base_page": "1"}, "path": "a"}},
		{"name": "b", "primary_key": ["id"], "endpoint": {"paginator": {"type": "pages"}, "path": "b"}},
		{"name": "c", "endpoint": {"method": "PUT", "path": "c"}}]}`, seen)
	var faults failure.Faults
	require.ErrorAs(t, err, &faults)
	paths := []string{}
	for _, fault := range faults {
		paths = append(paths, fault.Path)
	}
	require.ElementsMatch(t, []string{
		"resources[0].endpoint.paginator.start_from_page", "resources[1].endpoint.paginator", "client.nothing", "resources[2].endpoint.method",
	}, paths)
}

func jsonBody(text string) plan.Body {
	t := template.Of(text)
	return plan.Body{JSON: &t}
}
