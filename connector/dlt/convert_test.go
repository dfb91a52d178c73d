package dlt

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func convert(t *testing.T, text string) (yaml string, notes []string) {
	t.Helper()
	converted, err := Convert(text, Env{Validate: specification(t).Validate})
	require.NoError(t, err)
	out, err := converted.Definition.YAML()
	require.NoError(t, err)
	for _, note := range converted.Notes {
		notes = append(notes, note.Path+": "+note.Message)
	}
	return string(out), notes
}

func TestConvertAliases(t *testing.T) {
	yaml, notes := convert(t, `
client:
  base_url: dlt.secrets["url"]
  auth: {type: api_key, key: "dlt.secrets['key']", header_name: X-Key}
  paginator: {type: page_number, limit: 50, limit_param: per_page, start_from_page: 1}
resource_defaults: {primary_key: id, write_disposition: {disposition: merge, strategy: upsert}, merge_key: m}
resources:
  - a
  - name: b
    table_name: bs
    schema: {type: object}
    endpoint:
      http_method: post
      body: {query: "query { x(a: {resources.a.id}) }"}
      data_selector: [data, items]
      auth: {type: none}
      error_handler: {max_retries: 3}
      paginator: {type: cursor, limit: 10, page_size: 10, cursor_value: "{{ response.next }}", stop_condition: "{{ not response.has_more }}"}
`)
	require.Equal(t, `client:
  base_url: dlt.secrets["url"]
  auth:
    type: api_key
    api_key: dlt.secrets['key']
    name: X-Key
  paginator:
    type: page_number
    base_page: 1
    total_path: null
resource_defaults:
  primary_key:
    - id
  write_disposition:
    disposition: merge
    strategy: upsert
  merge_key: m
  endpoint:
    params:
      per_page: 50
resources:
  - name: a
    endpoint:
      path: a
  - name: b
    endpoint:
      method: POST
      json:
        query: 'query {{ x(a: {resources.a.id}) }}'
      data_selector: data.items
      auth: null
      paginator:
        type: cursor
        cursor_path: next
        has_more_path: has_more
      path: b
    table_name: bs
`, yaml)
	require.Contains(t, notes, "resources[1].schema: is left out: dlt has columns for the types of fields")
	require.Contains(t, notes, "resources[1].endpoint.error_handler: is left out: dlt has its retries in config.toml, as request_max_attempts and request_backoff_factor under [runtime]")
	require.Contains(t, notes, "resources[1].endpoint.paginator.limit: is left out: no parameter is named to send it in; if the API takes one, write it into the params")
	require.Contains(t, notes, "client.paginator.start_from_page: is not dlt's word; write base_page")
}

func TestConvertPython(t *testing.T) {
	yaml, notes := convert(t, `
import dlt
import hashlib
from dlt.sources.rest_api import rest_api_source
from dlt.sources.helpers.rest_client.auth import BearerTokenAuth

SALT = "x"

def digest(text):
    return hashlib.sha256((SALT + text).encode()).hexdigest()

def source(prefix="p"):
    def local(r):
        return {**r, "p": prefix}

    def anonymise(row):
        # the address is personal
        row["email"] = digest(row["email"])
        return row

    return rest_api_source({
        "client": {"base_url": "https://h", "auth": BearerTokenAuth(dlt.secrets["token"]), "headers": {"X-A": f"v {dlt.config['version']}"}},
        "resources": [{"name": "a", "processing_steps": [
            {"filter": lambda r: r["id"] > 5 and r["x"] in (1, 2), "map": anonymise},
            {"map": lambda r: digest(r), "yield_map": local},
        ], "endpoint": {"incremental": dlt.sources.incremental("id", 0, lag=1)}}],
    })
source()
`)
	require.Equal(t, `client:
  base_url: https://h
  auth:
    type: bearer
    token: dlt.secrets["token"]
  headers:
    X-A: v dlt.secrets["version"]
resources:
  - name: a
    processing_steps:
      - filter: 'lambda r: r["id"] > 5 and r["x"] in (1, 2)'
        map: |-
          import hashlib
          SALT = "x"
          def digest(text):
              return hashlib.sha256((SALT + text).encode()).hexdigest()
          def anonymise(row):
              # the address is personal
              row["email"] = digest(row["email"])
              return row
      - map: |-
          import hashlib
          SALT = "x"
          def digest(text):
              return hashlib.sha256((SALT + text).encode()).hexdigest()
          step = (lambda r: digest(r)
          )
    endpoint:
      incremental:
        cursor_path: id
        initial_value: 0
        lag: 1
      path: a
`, yaml)
	require.Equal(t, []string{"resources[0].processing_steps[1].yield_map: the function is left out: it uses prefix of the function around it"}, notes)

	// What was written is read, and does the same.
	env := Env{Secrets: map[string]string{"token": "t", "version": "v"}}
	root, err := Parse(yaml, env)
	require.NoError(t, err)
	result, err := Compile(root, env)
	require.NoError(t, err)
	step := result.Plan.Streams[0].Retriever.Steps[0]
	_, err = apply(step, `{"id":6,"x":1,"email":"e"}`)
	require.ErrorContains(t, err, "unknown binary op: string + dict (line 4 of its text)")
}

// A look-up with a default of its own is that default: it may be worked with as a number.
func TestConvertDefaults(t *testing.T) {
	yaml, _ := convert(t, `
import os, dlt
rest_api_source({"client": {"base_url": os.getenv("HOST", "https://h"), "auth": {"token": os.environ.get("TOKEN", "")}},
    "resources": [{"name": "a", "endpoint": {"params": {"n": int(dlt.config.get("n", 5)) + 1}}}]})
`)
	require.Equal(t, `client:
  base_url: https://h
  auth:
    token: dlt.secrets["TOKEN"]
    type: bearer
resources:
  - name: a
    endpoint:
      params:
        n: 6
      path: a
`, yaml)
}

func TestConvertFaults(t *testing.T) {
	for text, want := range map[string]string{
		"client: {base_url: https://h}\nresources: [{name: a, endpoint: {paginator: pages}}]": "resources[0].endpoint.paginator",
		"client: {}\nresources: []": "client.base_url: is required",
		"client: {base_url: h}":     "resources: is missing",
		"x = (":                     "isn't readable Python",
	} {
		_, err := Convert(text, Env{Validate: specification(t).Validate})
		require.ErrorContains(t, err, want)
	}
}
