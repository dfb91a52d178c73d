package retry

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/failure"
)

func holding(body string) func(string) bool {
	return func(text string) bool { return strings.Contains(body, text) }
}

func TestActionsComeBeforeTheStatus(t *testing.T) {
	handler := Handler{
		RetryOn: []int{404, 500},
		Actions: []Action{
			{Status: 403, Content: "rate limit", Do: Retry},
			{Status: 403, Do: Ignored},
			{Content: "no such account", Do: Ignored},
			{Content: `"errors"`, Do: Fail},
			{Content: "still working", Do: Retry},
			{Status: 429, Do: Fail},
			{Status: 404, Content: "x", Do: Ignored},
			{Status: 500, Do: Ignored},
		},
	}
	for _, test := range []struct {
		status int
		body   string
		want   Verdict
	}{
		{403, "rate limit reached", Retry}, {403, "no", Ignored},
		{400, "no such account", Ignored}, {200, "no such account", Ignored}, {400, "no such user", Fail},
		{200, `{"errors":[]}`, Fail}, {200, `{"data":[]}`, OK}, {200, "still working", Retry},
		{200, `no such account, "errors"`, Ignored}, {200, `still working, "errors"`, Fail},
		{429, "", Fail}, {404, "y", Retry}, {404, "x", Ignored}, {500, "", Ignored}, {503, "", Fail}, {204, "", OK},
	} {
		require.Equal(t, test.want, handler.Verdict(test.status, holding(test.body)), "%d %s", test.status, test.body)
	}
	require.Equal(t, Ignored, Handler{Actions: []Action{{Status: 429, Do: Ignored}}}.Verdict(429, nil), "dlt: what is ignored isn't retried")
	require.Equal(t, Ignored, Handler{Actions: []Action{{Status: 503, Do: Ignored}}}.Verdict(503, nil))
}

// A body is searched only where that decides.
func TestActionsByStatusDoNotSearchTheBody(t *testing.T) {
	searched := 0
	contains := func(string) bool { searched++; return false }
	handler := Handler{Actions: []Action{{Status: 404, Content: "x", Do: Ignored}, {Status: 422, Do: Fail}}}
	require.Equal(t, OK, handler.Verdict(200, contains))
	require.Equal(t, Fail, handler.Verdict(422, contains))
	require.Zero(t, searched)
	handler.Verdict(404, contains)
	require.Equal(t, 1, searched)
}

func TestFailureOfActions(t *testing.T) {
	for _, test := range []struct {
		action Action
		status int
		first  bool
		kind   failure.Kind
		text   string
	}{
		{Action{Content: `"errors"`, Do: Fail}, 200, true, failure.Config, `the API answered 200 OK with "\"errors\"", which is a failure by the definition`},
		{Action{Content: "x", Do: Fail}, 200, false, failure.Transient, "which is a failure by the definition; the requests before this one were answered"},
		{Action{Content: "x", Do: Retry}, 200, true, failure.Transient, `the API answered 200 OK with "x", which is to be tried again`},
		{Action{Status: 403, Do: Retry}, 403, true, failure.Transient, "the API answered 403 Forbidden, which is to be tried again"},
		{Action{Status: 401, Do: Fail}, 401, false, failure.Config, "it doesn't accept the credentials"},
		{Action{Status: 429, Do: Fail}, 429, true, failure.Transient, "the rate limit is reached"},
		{Action{Status: 500, Do: Retry}, 500, true, failure.Transient, "the API itself failed"},
	} {
		f := Handler{Actions: []Action{test.action}}.Failure(test.status, holding(test.action.Content), test.first)
		require.Equal(t, test.kind, f.Kind, "%+v", test)
		require.Contains(t, f.Message, test.text)
	}
	require.Contains(t, Handler{}.Failure(404, nil, true).Message, "nothing at this address")
}

func TestActionsAreValidated(t *testing.T) {
	require.NoError(t, Handler{Actions: []Action{{Status: 404, Do: Ignored}, {Content: "x", Do: Retry}}}.Validate())
	err := Handler{Actions: []Action{{Do: Ignored}, {Status: 1, Do: Fail}, {Status: 200}}}.Validate()
	for _, want := range []string{"needs a status or a text", "1 is no HTTP status", "has to ignore answers"} {
		require.ErrorContains(t, err, want)
	}
}
