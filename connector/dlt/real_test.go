package dlt

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/plan"
)

// Sources as people write and publish them: what each has that others don't is looked
// at in the plan.
func TestRealPipelines(t *testing.T) {
	env := Env{Validate: specification(t).Validate, Secrets: map[string]string{
		"api_token": "s3cret", "sources.pipedrive.key": "s3cret", "client_id": "id", "client_secret": "s3cret", "JIRA_EMAIL": "me", "JIRA_TOKEN": "s3cret",
	}}
	for name, tc := range map[string]struct {
		text  string
		check func(*testing.T, []*plan.Stream)
	}{
		"taxi rides": {text: `
import dlt
from dlt.sources.helpers.rest_client import RESTClient
from dlt.sources.helpers.rest_client.paginators import PageNumberPaginator
from dlt.sources.rest_api import rest_api_source

BASE_API_URL = "https://us-central1-dlthub-analytics.cloudfunctions.net"

@dlt.resource(name="rides", write_disposition="replace")
def ny_taxi():
    client = RESTClient(base_url=BASE_API_URL, paginator=PageNumberPaginator(base_page=1, total_path=None))
    for page in client.paginate("data_engineering_zoomcamp_api"):
        yield page

source = rest_api_source({
    "client": {"base_url": BASE_API_URL},
    "resources": [{"name": "rides", "endpoint": {
        "path": "data_engineering_zoomcamp_api",
        "paginator": PageNumberPaginator(base_page=1, total_path=None),
    }}],
})
pipeline = dlt.pipeline(pipeline_name="ny_taxi", destination="duckdb", dataset_name="ny_taxi_data")
load_info = pipeline.run(source)
print(load_info)
`, check: func(t *testing.T, streams []*plan.Stream) {
			require.Equal(t, "rides", streams[0].Name)
		}},
		"older forms": {text: `
config = {
    "client": {"base_url": "https://api.github.com/repos/dlt-hub/dlt/", "auth": {"token": dlt.secrets["api_token"]}, "paginator": "header_link"},
    "resources": [
        {"name": "issues", "endpoint": {"path": "issues", "params": {
            "since": dlt.sources.incremental("updated_at", initial_value="2024-01-25T11:21:28Z")}}},
        {"name": "comments", "endpoint": {"path": "issues/{number}/comments", "params": {
            "number": {"type": "resolve", "resource": "issues", "field": "number"}}}, "include_from_parent": ["id"]},
    ],
}
rest_api_source(config)
`, check: func(t *testing.T, streams []*plan.Stream) {
			require.NotNil(t, streams[0].Cursor)
			require.Equal(t, "issues", streams[1].Parent.Stream)
		}},
		"key in the query, children": {text: `
from dlt.sources.rest_api import EndpointResource, RESTAPIConfig, rest_api_resources
import dlt

ENTITIES = ["deals", "persons"]

@dlt.source(name="pipedrive", max_table_nesting=2)
def pipedrive(api_key: str = dlt.secrets["sources.pipedrive.key"], since: str = "2024-01-01") -> list:
    def entity(name: str) -> EndpointResource:
        return {"name": name, "endpoint": {"path": f"v2/{name}", "params": {"updated_since": "{incremental.start_value}"},
            "incremental": {"cursor_path": "update_time", "initial_value": since}}}

    config: RESTAPIConfig = {
        "client": {"base_url": "https://api.pipedrive.com/api/", "auth": {"type": "api_key", "name": "api_token", "api_key": api_key, "location": "query"}},
        "resource_defaults": {"primary_key": "id", "write_disposition": "merge", "endpoint": {
            "params": {"limit": 500, "sort_by": "update_time"}, "data_selector": "data",
            "paginator": {"type": "cursor", "cursor_path": "additional_data.next_cursor", "cursor_param": "cursor"}}},
        "resources": [
            *[entity(name) for name in ENTITIES],
            {"name": "deal_products", "primary_key": ["id", "deal_id"], "include_from_parent": ["id"],
             "endpoint": {"path": "v2/deals/{resources.deals.id}/products"}},
        ],
    }
    return rest_api_resources(config)
`, check: func(t *testing.T, streams []*plan.Stream) {
			require.Len(t, streams, 3)
			require.NotNil(t, streams[1].Cursor)
			require.Equal(t, [][]string{{"id"}, {"deal_id"}}, streams[2].PrimaryKey)
		}},
		"a clause made by convert": {text: `
import os
from dlt.sources.helpers.rest_client.auth import HttpBasicAuth

def jql(value: str) -> str:
    return f"updated >= '{value[:10]}' order by updated" if value else "order by updated"

rest_api_source({
    "client": {"base_url": "https://example.atlassian.net/rest/api/3", "auth": HttpBasicAuth(os.environ["JIRA_EMAIL"], os.environ["JIRA_TOKEN"])},
    "resources": [{"name": "issues", "write_disposition": "replace", "endpoint": {
        "path": "search/jql", "data_selector": "issues", "params": {"fields": "*all"},
        "paginator": {"type": "cursor", "cursor_path": "nextPageToken", "cursor_param": "nextPageToken"},
        "incremental": {"cursor_path": "fields.updated", "start_param": "jql", "initial_value": "2024-01-01T00:00:00Z", "convert": jql}}}],
})
`, check: func(t *testing.T, streams []*plan.Stream) {
			clause, err := streams[0].Cursor.Convert.Convert(json.RawMessage(`"2024-02-03T00:00:00Z"`))
			require.NoError(t, err)
			require.Equal(t, `"updated >= '2024-02-03' order by updated"`, string(clause))
		}},
		"GraphQL": {text: `
QUERY = """
query Issues($after: String) {{
  issues(first: 50, after: $after) {{ nodes {{ id title }} pageInfo {{ hasNextPage endCursor }} }}
}}
"""
rest_api_source({"client": {"base_url": "https://api.linear.app/", "headers": {"Authorization": dlt.secrets["api_token"]}},
    "resources": [{"name": "issues", "endpoint": {"path": "graphql", "method": "POST", "json": {"query": QUERY, "variables": {}},
        "data_selector": "data.issues.nodes",
        "paginator": JSONResponseCursorPaginator(cursor_path="data.issues.pageInfo.endCursor", cursor_body_path="variables.after",
            has_more_path="data.issues.pageInfo.hasNextPage")}}]})
`, check: func(t *testing.T, streams []*plan.Stream) {
			body, ok := streams[0].Retriever.Requester.Body.JSON.Static()
			require.True(t, ok)
			require.Contains(t, body, `query Issues($after: String) {\n  issues(first: 50, after: $after) { nodes { id title }`)
		}},
		"tokens and an annotated path": {text: `
from dlt.sources.helpers.rest_client.auth import OAuth2ClientCredentials

auth = OAuth2ClientCredentials(
    access_token_url="https://login.microsoftonline.com/common/oauth2/v2.0/token",
    client_id=dlt.secrets["client_id"], client_secret=dlt.secrets["client_secret"],
    access_token_request_data={"scope": "https://graph.microsoft.com/.default"},
)
rest_api_source({"client": {"base_url": "https://graph.microsoft.com/v1.0", "auth": auth, "paginator": JSONLinkPaginator('"@odata.nextLink"')},
    "resources": [{"name": "users", "table_name": "people", "endpoint": {"path": "users", "data_selector": "value[*]",
        "response_actions": [{"status_code": 404, "action": "ignore"}]}}]})
`, check: func(t *testing.T, streams []*plan.Stream) {
			require.NotNil(t, streams[0].Retriever.Requester.Auth)
		}},
		"lifted properties": {text: `
def lift(row):
    properties = row.pop("properties", {})
    return {**{k: v for k, v in properties.items() if v is not None}, **row}

rest_api_source({"client": {"base_url": "https://api.hubapi.com", "auth": BearerTokenAuth(dlt.secrets["api_token"])},
    "resources": [{"name": kind, "table_name": "objects", "processing_steps": [{"map": lift}], "endpoint": {
        "path": f"crm/v3/objects/{kind}/search", "method": "POST", "data_selector": "results",
        "json": {"limit": 100, "filterGroups": [{"filters": [{"propertyName": "lastmodifieddate", "operator": "GTE", "value": "{incremental.start_value}"}]}]},
        "incremental": {"cursor_path": "updatedAt", "initial_value": "2024-01-01T00:00:00Z", "convert": "epoch_millis"},
        "paginator": {"type": "cursor", "cursor_path": "paging.next.after", "cursor_body_path": "after"}}} for kind in ("contacts", "deals")]})
`, check: func(t *testing.T, streams []*plan.Stream) {
			out, err := apply(streams[1].Retriever.Steps[0], `{"id":"1","properties":{"a":"x","b":null}}`)
			require.NoError(t, err)
			require.Equal(t, []string{`{"a":"x","id":"1"}`}, out)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			root, err := Parse(tc.text, env)
			require.NoError(t, err)
			result, err := Compile(root, env)
			require.NoError(t, err)
			tc.check(t, result.Plan.Streams)
			_, err = Convert(tc.text, env)
			require.NoError(t, err)
		})
	}
}
