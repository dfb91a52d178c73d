package dlt

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"source-rest-api/connector/document"
	"source-rest-api/connector/failure"
)

var corpusEnv = Env{Secrets: map[string]string{"api_token": "s3cret"}}

func corpus(t testing.TB, pattern string) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../../testdata/config/" + pattern)
	require.NoError(t, err)
	require.NotEmpty(t, files)
	texts := map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		texts[filepath.Base(file)] = string(text)
	}
	return texts
}

func TestGoodDefinitions(t *testing.T) {
	for name, text := range corpus(t, "*.good.yml") {
		t.Run(name, func(t *testing.T) {
			root, err := Parse(text, corpusEnv)
			require.NoError(t, err)
			_, err = Compile(root, corpusEnv)
			require.NoError(t, err)
		})
	}
}

// Each comment at the head of a bad definition is a fault that it has to give, and
// there are no others.
func TestBadDefinitions(t *testing.T) {
	for name, text := range corpus(t, "*.bad.yml") {
		t.Run(name, func(t *testing.T) {
			var want []string
			for _, line := range strings.Split(text, "\n") {
				comment, ok := strings.CutPrefix(line, "# ")
				if !ok {
					break
				}
				want = append(want, comment)
			}
			root, err := Parse(text, corpusEnv)
			if err == nil {
				_, err = Compile(root, corpusEnv)
			}
			var faults failure.Faults
			require.ErrorAs(t, err, &faults)
			for _, fragment := range want {
				require.Contains(t, err.Error(), fragment)
			}
			require.Len(t, faults, len(want), err.Error())
			require.NotContains(t, err.Error(), "s3cret")
		})
	}
}

func FuzzParse(f *testing.F) {
	seed, err := os.ReadFile("../../examples/seed.py")
	require.NoError(f, err)
	f.Add(string(seed))
	for _, text := range corpus(f, "*.yml") {
		f.Add(text)
	}
	f.Add("@dlt.source\ndef f(a: int = dlt.secrets.value) -> x:\n  yield from rest_api_resources({'client': {}, 'resources': [lambda x: 'a' \"b\"]})\nif __name__ == \"__main__\":\n\tx: y = 1_0 is not None\n")
	f.Add("import os\nclass X: pass\ndef f(*a, **b):\n  try: pass\n  yield from [*a, *(x for x in a)]\n  del b['x']\n  raise E('x')\nrest_api_source({**f(), 'x': f'a{{{1 * 2}b' 'c'.encode(), 'resources': [{'processing_steps': [{'map': f}]}]})\n")
	f.Add("sources:\n  a: {type: rest_api, client: {base_url: https://h}, resources: [{name: a, processing_steps: [{filter: 'lambda r: r'}], columns: [{name: a, data_type: text}]}]}\n")
	f.Fuzz(func(t *testing.T, text string) {
		root, err := Parse(text, corpusEnv)
		if err == nil {
			_, err = Compile(root, corpusEnv)
		}
		if err != nil {
			require.ErrorAs(t, err, new(failure.Faults))
		}
		converted, err := Convert(text, Env{})
		if err != nil {
			require.ErrorAs(t, err, new(failure.Faults))
			return
		}
		yaml, err := converted.Definition.YAML()
		require.NoError(t, err)
		_, err = document.ParseYAML(yaml)
		require.NoError(t, err, string(yaml))
	})
}
