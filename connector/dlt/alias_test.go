package dlt

import (
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/auth"
	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/paginate"
	"source-rest-api/connector/plan"
)

// one compiles an endpoint that stands in a definition of one resource.
func one(t *testing.T, endpoint string) (*plan.Stream, []Warning) {
	t.Helper()
	result, err := compile(t, "client: {base_url: https://h}\nresources: [{name: a, endpoint: "+endpoint+"}]", Env{})
	require.NoError(t, err, endpoint)
	return result.Plan.Streams[0], result.Warnings
}

func TestPaginatorAliases(t *testing.T) {
	path := jsonpath.MustCompile
	for _, tc := range []struct {
		text string
		want paginate.Config
		says []string // the warnings' path in the paginator, and what they say
	}{
		{"{type: page_number, start_from_page: 1}",
			paginate.PageNumber{BasePage: 1, TotalPath: path("total"), StopAfterEmptyPage: true},
			[]string{"start_from_page", "write base_page"}},
		{"{type: page_number, start_from_page: 1, base_page: 1}",
			paginate.PageNumber{BasePage: 1, TotalPath: path("total"), StopAfterEmptyPage: true},
			[]string{"start_from_page", "write base_page"}},
		{"{type: page_number, limit: 5}", paginate.PageNumber{Size: 5, StopAfterEmptyPage: true},
			[]string{"limit", "is sent under no name"}},
		{"{type: page_number, limit: 5, limit_param: size}", paginate.PageNumber{Size: 5, SizeParam: "size", StopAfterEmptyPage: true},
			[]string{"limit", "write the page size as size into the endpoint's params"}},
		{"{type: page_number, page_size: 5}", paginate.PageNumber{Size: 5, StopAfterEmptyPage: true},
			[]string{"page_size", "write limit", "page_size", "is sent under no name"}},
		{"{type: cursor, cursor_path: n, limit: 5, page_size: size}",
			paginate.Cursor{CursorPath: path("n"), Size: 5, SizeParam: "size"},
			[]string{"page_size", "write limit_param", "limit", "write the page size as size"}},
		{"{type: cursor, cursor_value: '{{ response.meta[\"next\"] }}'}", paginate.Cursor{CursorPath: path("meta.next")},
			[]string{"cursor_value", "write cursor_path"}},
		{"{type: cursor, cursor_path: n, cursor_value: '{{ response.n | upper }}'}", paginate.Cursor{CursorPath: path("n")},
			[]string{"cursor_value", "stands beside cursor_path"}},
		{"{type: cursor, cursor_path: n, stop_condition: not response.meta.has_more}",
			paginate.Cursor{CursorPath: path("n"), HasMorePath: path("meta.has_more")},
			[]string{"stop_condition", "write has_more_path"}},
		{"{type: cursor, cursor_path: n, stop_condition: '{{ response.flag == False }}'}",
			paginate.Cursor{CursorPath: path("n"), HasMorePath: path("flag")},
			[]string{"stop_condition", "write has_more_path"}},
		{"{type: cursor, cursor_path: n, stop_condition: not response.next}", paginate.Cursor{CursorPath: path("n")},
			[]string{"stop_condition", "is left out"}},
		{"{type: cursor, cursor_path: n, stop_condition: 'response.a > 3'}", paginate.Cursor{CursorPath: path("n")},
			[]string{"stop_condition", "is left out"}},
	} {
		t.Run(tc.text, func(t *testing.T) {
			stream, warnings := one(t, "{paginator: "+tc.text+"}")
			require.Equal(t, tc.want, stream.Retriever.Paginator)
			require.Len(t, warnings, len(tc.says)/2)
			for i, warning := range warnings {
				require.Equal(t, "resources[0].endpoint.paginator."+tc.says[2*i], warning.Path)
				require.Contains(t, warning.Message, tc.says[2*i+1])
			}
		})
	}
}

func TestEndpointAliases(t *testing.T) {
	stream, warnings := one(t, "{http_method: post, body: {a: 1}, data_selector: [data, '*', odd key, \"o'k\"]}")
	require.Equal(t, "POST", stream.Retriever.Requester.Method)
	require.Equal(t, jsonBody(`{"a":1}`), stream.Retriever.Requester.Body)
	require.Equal(t, `data.*['odd key']['o\'k']`, stream.Retriever.Selector.Path.String())
	require.Len(t, warnings, 4)
	require.Equal(t, Warning{Path: "resources[0].endpoint.http_method", Message: "is not dlt's word; write method"}, warnings[0])
	require.Equal(t, "dlt takes upper case only; write POST", warnings[2].Message)

	stream, _ = one(t, "{data_selector: []}")
	require.Equal(t, "$", stream.Retriever.Selector.Path.String())
}

func TestAuthAliases(t *testing.T) {
	for text, want := range map[string]auth.Config{
		"{type: basic, username: u, password: p}":     auth.Basic{Username: "u", Password: "p"},
		"{type: apikey, header_name: X-Key, key: k}":  auth.APIKey{Name: "X-Key", Key: "k", Location: auth.InHeader},
		"{type: api_key, header_name: X-Key, key: k}": auth.APIKey{Name: "X-Key", Key: "k", Location: auth.InHeader},
		"{type: none}": nil,
		"none":         nil,
	} {
		stream, warnings := one(t, "{auth: "+text+"}")
		require.Equal(t, want, stream.Retriever.Requester.Auth, text)
		require.NotEmpty(t, warnings, text)
	}
}

// error_handler is a word of our own, not a foreign one for something of dlt's.
func TestNoWarningForExtensions(t *testing.T) {
	_, warnings := one(t, "{error_handler: {max_retries: 2}, paginator: {type: page_number, base_page: 1}}")
	require.Empty(t, warnings)
}

func TestStrictRefusesWhatIsNotDlts(t *testing.T) {
	_, err := compile(t, `
client: {base_url: https://h, auth: {type: basic, username: u, password: p}}
resource_defaults: {endpoint: {error_handler: {max_retries: 1}}}
resources: [{name: a, schema: {}, endpoint: {http_method: GET, data_selector: [a]}}]
`, Env{Strict: true})
	for _, want := range []string{
		"client.auth.type: basic is not dlt's word; write http_basic",
		"resource_defaults.endpoint.error_handler: is not a key of dlt's",
		"resources[0].schema: is not a key of dlt's; it has columns for that",
		"resources[0].endpoint.http_method: is not dlt's word; write method",
		"resources[0].endpoint.data_selector: is a list, which dlt doesn't take; write a",
	} {
		require.ErrorContains(t, err, want)
	}
}

func TestAnAuthenticatorByItsTypeAloneTakesTheSecretsOfItsKeysNames(t *testing.T) {
	secrets := map[string]string{"token": "t", "api_key": "k", "username": "u", "password": "p"}
	for kind, want := range map[string]auth.Config{
		"bearer":     auth.Bearer{Token: "t"},
		"api_key":    auth.APIKey{Name: "Authorization", Key: "k", Location: auth.InHeader},
		"http_basic": auth.Basic{Username: "u", Password: "p"},
	} {
		result, err := compile(t, "client: {base_url: https://h, auth: "+kind+"}\nresources: [a]", Env{Secrets: secrets})
		require.NoError(t, err, kind)
		require.Equal(t, want, result.Plan.Streams[0].Retriever.Requester.Auth)
	}
}
