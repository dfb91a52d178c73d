package dlt

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/plan"
	"source-rest-api/connector/template"
)

// streamsOf compiles a definition of the corpus.
func streamsOf(t *testing.T, file string) map[string]*plan.Stream {
	t.Helper()
	root, err := Parse(corpus(t, file)[file], corpusEnv)
	require.NoError(t, err)
	result, err := Compile(root, corpusEnv)
	require.NoError(t, err)
	streams := map[string]*plan.Stream{}
	for _, stream := range result.Plan.Streams {
		streams[stream.Name] = stream
	}
	return streams
}

func scopeOf(values ...string) *template.Scope {
	scope := &template.Scope{Cursor: [3]json.RawMessage{[]byte(`"2026"`), nil, []byte(`9`)}}
	for _, value := range values {
		scope.Parent = append(scope.Parent, json.RawMessage(value))
	}
	return scope
}

func rendered(t *testing.T, texts template.Template, scope *template.Scope) string {
	t.Helper()
	text, err := texts.Render(scope)
	require.NoError(t, err)
	return text
}

func renderedParams(t *testing.T, params []plan.Param, scope *template.Scope) (pairs []string) {
	t.Helper()
	for _, param := range params {
		pairs = append(pairs, rendered(t, param.Name, scope)+"="+rendered(t, param.Value, scope))
	}
	return pairs
}

func TestPlaceholdersStandForTheParentsFields(t *testing.T) {
	streams := streamsOf(t, "children.good.yml")
	posts := streams["posts"]
	require.Equal(t, "users", posts.Parent.Stream)
	require.Equal(t, []string{"id", "lang", "profile.key", "id", "name"}, posts.Parent.Names)
	require.Equal(t, 3, posts.Parent.Keys, "what only goes into records doesn't tell parents apart")
	require.Equal(t, []plan.Include{{Field: 3, Name: "_users_id"}, {Field: 4, Name: "_users_name"}}, posts.Parent.Include)
	scope := scopeOf(`"a/b"`, `"de&x"`, `"k"`)
	request := posts.Retriever.Requester
	require.Equal(t, "https://api.example.com/v1/users/a%2Fb/posts?lang=de%26x", rendered(t, request.URL, scope))
	require.Equal(t, []string{"since=after 2026", `a[a/b]=1`, `filter={"a": {"b": 1}}`}, renderedParams(t, request.Query, scope))
	require.Equal(t, []string{"X-User=k"}, renderedParams(t, request.Headers, scope))
}

func TestPlaceholdersInBodiesKeepTheirTypes(t *testing.T) {
	streams := streamsOf(t, "children.good.yml")
	body := streams["comments"].Retriever.Requester.Body
	require.Equal(t, `{"post":17,"text":"for 17","literal":"{x}","until":9}`, rendered(t, *body.JSON, scopeOf(`17`)))
	require.Equal(t, `{"post":"a\"b","text":"for a\"b","literal":"{x}","until":9}`, rendered(t, *body.JSON, scopeOf(`"a\"b"`)))
	require.Equal(t, []int{0}, streams["comments"].Retriever.Requester.NeededFields(), "in the text, not as a value, null has no place")
}

func TestFormsAndWholeURLsFromTheParent(t *testing.T) {
	links := streamsOf(t, "children.good.yml")["links"].Retriever.Requester
	scope := scopeOf(`"https://other.example.com/x/1"`, `7`)
	require.Equal(t, "https://other.example.com/x/1", rendered(t, links.URL, scope))
	require.Equal(t, []string{"user=7", "tag=a", "tag=b"}, renderedParams(t, links.Body.Form, scope))
}

func TestDltsOlderWayToNameAParentsField(t *testing.T) {
	old := streamsOf(t, "children.good.yml")["old"]
	require.Equal(t, "https://api.example.com/v1/users/3/old", rendered(t, old.Retriever.Requester.URL, scopeOf(`3`)))
	require.Equal(t, []string{"n=2"}, renderedParams(t, old.Retriever.Requester.Query, scopeOf(`3`)))
}

func TestWhatNobodyNeedsIsLeftOut(t *testing.T) {
	streams := streamsOf(t, "children.good.yml")
	require.NotContains(t, streams, "raw")
	require.True(t, streams["users"].Selected)

	result, err := compile(t, `
client: {base_url: https://h}
resources:
  - {name: hidden, selected: false}
  - {name: skipped, write_disposition: skip}
  - {name: child, endpoint: {path: "x/{resources.hidden.id}"}}
`, Env{})
	require.NoError(t, err)
	require.Len(t, result.Plan.Streams, 2)
	require.False(t, result.Plan.Streams[0].Selected, "a parent that isn't selected still feeds its children")
}

func TestASecretsBracesAreItsOwn(t *testing.T) {
	const secret = "ab{{cd}}{incremental.x}"
	result, err := compile(t, `
client: {base_url: https://h}
resources:
  - users
  - name: posts
    endpoint:
      path: p
      params: {key: 'dlt.secrets["k"]', "for": "{resources.users.id}"}
      headers: {X-Key: 'Token dlt.secrets["k"]'}
      json: {key: 'dlt.secrets["k"]'}
`, Env{Secrets: map[string]string{"k": secret}})
	require.NoError(t, err)
	request := result.Plan.Streams[1].Retriever.Requester
	require.Equal(t, []string{"key=" + secret, "for=7"}, renderedParams(t, request.Query, scopeOf(`7`)))
	require.Equal(t, []string{"X-Key=Token " + secret}, renderedParams(t, request.Headers, scopeOf(`7`)))
	require.Equal(t, `{"key":"`+secret+`"}`, rendered(t, *request.Body.JSON, scopeOf(`7`)))
}
