package dlt

import (
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/record"
	"source-rest-api/connector/retry"
)

const actionsHead = "client: {base_url: https://api.example.com}\n"

func TestResponseActions(t *testing.T) {
	s := stream(t, actionsHead+`
resources:
  - name: a
    endpoint:
      response_actions:
        - {status_code: 404, action: ignore}
        - {content: not found, action: ignore}
        - {status_code: 200, content: '"errors"', action: fail}
        - {status_code: null, content: busy, action: retry}
      error_handler: {max_retries: 2}
`)
	require.Equal(t, retry.Handler{MaxRetries: ptr(2), Actions: []retry.Action{
		{Status: 404, Do: retry.Ignored},
		{Content: "not found", Do: retry.Ignored},
		{Status: 200, Content: `"errors"`, Do: retry.Fail},
		{Content: "busy", Do: retry.Retry},
	}}, s.Retriever.Requester.Errors)
}

func TestResponseActionsOfTheDefaultsAreReplaced(t *testing.T) {
	result, err := compile(t, actionsHead+`
resource_defaults: {endpoint: {response_actions: [{status_code: 404, action: ignore}]}}
resources:
  - one
  - {name: two, endpoint: {response_actions: [{status_code: 403, action: ignore}]}}
  - {name: three, endpoint: {response_actions: null}}
  - {name: four, endpoint: {response_actions: []}}
`, Env{})
	require.NoError(t, err)
	actions := func(i int) []retry.Action { return result.Plan.Streams[i].Retriever.Requester.Errors.Actions }
	require.Equal(t, []retry.Action{{Status: 404, Do: retry.Ignored}}, actions(0))
	require.Equal(t, []retry.Action{{Status: 403, Do: retry.Ignored}}, actions(1))
	require.Empty(t, actions(2))
	require.Empty(t, actions(3))
}

// dlt compares "404" with 404, and never finds them equal (sharp edge 13).
func TestStatusCodesInQuotesAreNumbers(t *testing.T) {
	text := actionsHead + `
resource_defaults: {endpoint: {response_actions: [{status_code: "404", action: ignore}]}}
resources: [a, b]
`
	result, err := compile(t, text, corpusEnv)
	require.NoError(t, err)
	require.Equal(t, 404, result.Plan.Streams[1].Retriever.Requester.Errors.Actions[0].Status)
	require.Len(t, result.Warnings, 1)
	require.Equal(t, "resource_defaults.endpoint.response_actions[0].status_code", result.Warnings[0].Path)
	require.Contains(t, result.Warnings[0].Message, "never matches in dlt; write 404")
}

func TestFunctionsAreNoActions(t *testing.T) {
	text := `
def mask(response, *args, **kwargs):
    return response

source = rest_api_source({
    "client": {"base_url": "https://api.example.com"},
    "resources": [{"name": "a", "endpoint": {"response_actions": [
        mask,
        {"status_code": 200, "action": mask},
        {"status_code": 200, "action": [mask, lambda r: r]},
        {"status_code": 404, "action": "ignore"},
    ]}}],
})
`
	root, err := Parse(text, Env{})
	require.NoError(t, err)
	_, err = Compile(root, corpusEnv)
	for _, path := range []string{"[0]", "[1].action", "[2].action[0]"} {
		require.ErrorContains(t, err, "resources[0].endpoint.response_actions"+path+": "+insteadOfFunction)
	}
	require.NotContains(t, err.Error(), "response_actions[3]")
}

func TestResponseFormat(t *testing.T) {
	for text, want := range map[string]record.Format{"json": record.JSON, "jsonl": record.JSONLines, "csv": record.CSV, "null": ""} {
		s := stream(t, actionsHead+"resources: [{name: a, endpoint: {response_format: "+text+"}}]")
		require.Equal(t, want, s.Retriever.Format)
	}
	_, err := compile(t, actionsHead+"resources: [{name: a, endpoint: {response_format: csv}}]", Env{Strict: true})
	require.ErrorContains(t, err, "response_format: is not a key of dlt's")
}
