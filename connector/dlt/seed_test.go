package dlt

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/auth"
	"source-rest-api/connector/document"
	"source-rest-api/connector/jsonpath"
	"source-rest-api/connector/paginate"
	"source-rest-api/connector/plan"
	"source-rest-api/connector/record"
	"source-rest-api/connector/template"
)

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

var seedEnv = Env{Secrets: map[string]string{"api_token": "s3cret"}}

func TestSeedInEveryForm(t *testing.T) {
	python, yaml := read(t, "../../examples/seed.py"), read(t, "../../testdata/config/seed.good.yml")
	tree, err := document.ParseYAML([]byte(yaml))
	require.NoError(t, err)
	want := &plan.Source{Streams: []*plan.Stream{{
		Name: "resource_name", Selected: true,
		PrimaryKey:  [][]string{{"id"}},
		Disposition: plan.Merge,
		Retriever: plan.Retriever{
			Requester: plan.Requester{
				Method:  "GET",
				BaseURL: "https://api.example.com/v2",
				URL:     template.Of("https://api.example.com/v2/v1/resource"),
				Query:   []plan.Param{plan.Static("per_page", "2")},
				Auth:    auth.Bearer{Token: "s3cret"},
			},
			Paginator: paginate.PageNumber{BasePage: 1, Param: "page", Size: 2, StopAfterEmptyPage: true},
			Selector:  record.Config{Path: jsonpath.MustCompile("items.*.data")},
		},
	}}}
	for form, text := range map[string]string{
		"python":         python,
		"fenced python":  "\ufeff\n```python\n" + python + "```\n\nand more text\n",
		"windows python": strings.ReplaceAll(python, "\n", "\r\n"),
		"dict alone":     python[strings.Index(python, "({")+1 : strings.LastIndex(python, ")")],
		"yaml":           yaml,
		"fenced yaml":    "```yaml\n" + yaml + "```",
		"json":           string(tree.JSON()),
	} {
		t.Run(form, func(t *testing.T) {
			root, err := Parse(text, seedEnv)
			require.NoError(t, err)
			result, err := Compile(root, seedEnv)
			require.NoError(t, err)
			require.Equal(t, want, result.Plan)
			require.Equal(t, []string{"s3cret"}, result.Secrets)
			require.Equal(t, []Warning{
				{Path: "resources[0].endpoint.paginator.start_from_page", Message: "is not dlt's word; write base_page"},
				{Path: "resources[0].endpoint.paginator.limit", Message: "is not a key of dlt's page_number paginator and is sent under no name; write the page size into the endpoint's params"},
			}, result.Warnings)
		})
	}
	t.Run("inline", func(t *testing.T) {
		result, err := Compile(tree, seedEnv)
		require.NoError(t, err)
		require.Equal(t, want, result.Plan)
	})
}

func TestSeedWithoutItsSecret(t *testing.T) {
	const message = `secret "api_token" isn't given; add {"name": "api_token", "value": …} to secrets`
	_, err := Parse(read(t, "../../examples/seed.py"), Env{})
	require.EqualError(t, err, message+" (line 9, column 33)")
	root, err := Parse(read(t, "../../testdata/config/seed.good.yml"), Env{})
	require.NoError(t, err)
	_, err = Compile(root, Env{})
	require.EqualError(t, err, "client.auth.token: "+message+" (line 6, column 12)")
}

// dlt 1.31.0 refuses the seed; strict mode says what it would take instead.
func TestSeedStrict(t *testing.T) {
	env := seedEnv
	env.Strict = true
	root, err := Parse(read(t, "../../examples/seed.py"), env)
	require.NoError(t, err)
	_, err = Compile(root, env)
	require.ErrorContains(t, err, "resources[0].endpoint.paginator.start_from_page: is not dlt's word; write base_page (line 31, column 21)")
	require.ErrorContains(t, err, "resources[0].endpoint.paginator.limit: is not a key of dlt's page_number paginator")
}
