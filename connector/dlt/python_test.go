package dlt

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const tail = `{"client": {"base_url": "https://h"}, "resources": ["a"]}`

// Each text ends up as the definition in tail, or has the base URL that is named.
func TestPythonThatIsRead(t *testing.T) {
	env := Env{Secrets: map[string]string{"token": "https://secret", "url": "https://secret"}}
	for name, tc := range map[string]struct{ text, base string }{
		"call":                 {text: "rest_api_source(" + tail + ")"},
		"keyword":              {text: "s = rest_api_source(name=\"x\", config=" + tail + ")"},
		"resources":            {text: "x = list(rest_api_resources(" + tail + "))"},
		"parts by name":        {text: "rest_api(client={\"base_url\": \"https://h\"}, resources=[\"a\"])"},
		"attribute":            {text: "import dlt\ns = dlt.sources.rest_api.rest_api_source(" + tail + ")"},
		"module":               {text: "from dlt.sources import rest_api\ns = rest_api.rest_api_source(" + tail + ")"},
		"module alias":         {text: "import dlt.sources.rest_api as ra\ns = ra.rest_api_source(" + tail + ")"},
		"name alias":           {text: "from dlt.sources.rest_api import (\n  rest_api_source as ras,\n  RESTAPIConfig as C, # x\n)\ns = ras(C(" + tail + "))"},
		"dlt alias":            {text: "import dlt as d\nu = d.secrets['url']\nrest_api_source({'client': {'base_url': u}, 'resources': ['a']})", base: "https://secret"},
		"variable":             {text: "import dlt\nconfig = " + tail},
		"annotated variable":   {text: "config: RESTAPIConfig = " + tail},
		"other variables":      {text: "import os\nx: dict[str, int] = {}\ny: int\nconfig: 'RESTAPIConfig' = " + tail + "\nz = {'client': 1}"},
		"dict alone":           {text: strings.ReplaceAll(tail, `"`, `'`)},
		"mutated":              {text: "c = {'client': {}, 'resources': []}\nc['client']['base_url'] = 'https://h'\nc['resources'].append('a')\nrest_api_source(c)"},
		"pipeline":             {text: "import dlt\nfrom dlt.sources.rest_api import rest_api_source\nsource = rest_api_source(" + tail + ")\np = dlt.pipeline(pipeline_name='x', destination=dlt.destinations.duckdb('y'))\ninfo = p.run(source.with_resources('a').add_limit(1))\nprint(info)"},
		"main block":           {text: "import sys\nrest_api_source(" + tail + ")\nif __name__ == '__main__':\n    class X:\n        pass\n\n    try:\n        sys.exit()\n    except Exception:\n        raise\nelse:\n    y = 1\nz = 2\n"},
		"unknown in function":  {text: "def f(x):\n    load(x)\n    return other.get(x) + more\ndef load(): pass\nrest_api_source(" + tail + ")"},
		"main function":        {text: "import sys\ndef main() -> None:\n    \"\"\"Docs.\"\"\"\n    sys.exit(load())\n\nrest_api_source(" + tail + ")\n"},
		"source function":      {text: "import dlt\nfrom typing import Any, Optional\n\n@dlt.source(name=\"x\", max_table_nesting=2)\ndef api(url: Optional[str] = dlt.secrets.value, *, n: int = 1) -> Any:\n    \"\"\"Docs: x -> y.\"\"\"\n    config: RESTAPIConfig = {\"client\": {\"base_url\": url}, \"resources\": [\"a\"]}\n    yield from rest_api_resources(config)\n", base: "https://secret"},
		"source function call": {text: "import dlt\n@dlt.source\ndef api(token=dlt.config.value):\n    return rest_api_source({'client': {'base_url': token}, 'resources': ['a']})\ndlt.pipeline().run(api())\n", base: "https://secret"},
		"get":                  {text: "u = dlt.secrets.get('none', 'https://h')\nv = dlt.config.get('url', str)\nrest_api_source({'client': {'base_url': u}, 'resources': ['a']})"},
		"strings side by side": {text: "rest_api_source({'client': {'base_url': 'https'\n  '://' u\"h\" # x\n}, 'resources': ['a']})"},
		"prefixes":             {text: "rest_api_source({'client': {'base_url': f'https://h'}, u'resources': [r'a']})"},
		"numbers":              {text: "n = 1_000 + 0x10\nrest_api_source({'client': {'base_url': 'https://h' if n == 1016 else 'x'}, 'resources': ['a']})"},
		"is":                   {text: "n = None\nrest_api_source({'client': {'base_url': 'https://h' if n is None and 1 is not None else 'x'}, 'resources': ['a']})"},
		"words in strings":     {text: "\"\"\"import os: def f(): class X: yield\n@x\n\"\"\"\nx = 'import # x', \"it's\", '\\'', '''a\n'b''', f\"yield\"\nrest_api_source(" + tail + ")"},
		"continued lines":      {text: "from typing import \\\n  Any\nx = 1 + \\\n  2\nrest_api_source(" + tail + ")"},
		"semicolons":           {text: "import os; import sys; rest_api_source(" + tail + ")"},
		"loops and functions":  {text: "def path(x: str, *rest: int, sep: str = ':', **more: dict) -> dict[str, str]: return x\nnames = [path(n) for n in ['a']]\nwhile len(names) > 1:\n    names.pop()\nfor n in names:\n    pass\nrest_api_source({'client': {'base_url': 'https://h'}, 'resources': names})"},
		"lambda default":       {text: "def f(x=lambda y: y, z: int = 3): return x(z)\ng = f(z=3)\nrest_api_source(" + tail + ")"},
		"type checking":        {text: "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from x import Y\nrest_api_source(" + tail + ")"},
		"same source twice":    {text: "c = " + tail + "\nrest_api_source(c)\nrest_api_source(c)"},
		"tabs and carriage":    {text: "def f():\r\n\tx = 1\r\n\treturn x\r\nrest_api_source(" + tail + ")\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			node, err := Parse(tc.text, env)
			require.NoError(t, err)
			base := tc.base
			if base == "" {
				base = "https://h"
			}
			require.Equal(t, base, node.Get("client").Get("base_url").Text)
			require.Equal(t, `["a"]`, string(node.Get("resources").JSON()))
		})
	}
}

func TestPythonFaults(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{"import os\nclass X:\n  pass\nx = X()", "X is a class, which can't be read; write the definition as dicts (line 4, column 6)"},
		{"async def f():\n  await x\ny = f()", "f is an async function, which can't be read (line 3, column 6)"},
		{"import x\nasync with y: pass\n", "async can't be read"},
		{"import x\ntry:\n  y = 1\nexcept E:\n  y = 2\n", "try can't be read; write the value itself (line 2, column 1)"},
		{"x = 'ä'; y = f'{x:02d}'\n", "formats in f-strings can't be read; write {name} alone, or \"%d\" % name (line 1, column 18)"},
		{"x = f'{y!r}'\n", "formats in f-strings"}, {"x = f'{y=}'\n", "formats in f-strings"},
		{"x = f'a{y'\n", "the f-string has a { without its } (line 1, column 8)"},
		{"x = f'a}'\n", "closes none that is open"},
		{"x = f'é{nope} {x}'\n", "the name nope isn't known here; definitions are read without Python's libraries (line 1, column 9)"},
		{"def f():\n  x = 1\n  try:\n    y = 2\n  except E:\n    y = {\n  'a': f'{1:d}'}\n  return x\nz = f()", "the function can't be called, for its line 3: try can't be read; write the value itself (line 1, column 1)"},
		{"def f(t):\n  if not t:\n    raise ValueError('no ' + 'token')\nx = f('')", "fail: no token (line 3, column"},
		{"x = {}\ndel x\n", "del can't be read here"},
		{"x = {}\ndel x['a']\n", "pop: missing key (line 2"},
		{"x = 'a\n", "the string has no closing quotation mark on its line (line 1, column 5)"},
		{"import x\nx = '''a\n", "the string has no closing quotation mark (line 2, column 5)"},
		{"x = [1)\n", "the bracket ) closes none that is open (line 1, column 7)"},
		{"x = (y := 1)\n", ":= can't be read"},
		{"x = 2 ** 3\n", "** can't be read here; multiply, or write the number"},
		{"x = {*y}\n", "unpacking with * can't be read here"},
		{"x = (1, *y)\n", "unpacking with * can't be read here"}, // taken for a call's by its comma
		{"x = [*5]\n", "* unpacks lists, not a int"},
		{"x = {**[1]}\n", "** unpacks dicts, not a list"},
		{"import os\nx = 1\nrest_api_source({'client': {'base_url': os.environ['X']}, 'resources': []})", "secret \"X\" isn't given; add {\"name\": \"X\", \"value\": …} to secrets (line 3, column 51)"},
		{"import os\nrest_api_source({'client': os.path})", "os.path can't stand in a definition"},
		{"from datetime import date\nx = date.today()", "date is from the module datetime: there is no clock here; write the time itself, as \"2024-01-01T00:00:00Z\", and for an incremental's convert a name such as \"iso_date\" or \"strftime:%Y-%m-%d\" (line 2, column 9)"},
		{"x = PageNumberPaginator(base_pge=1)", `PageNumberPaginator has no argument base_pge; did you mean base_page? (line 1, column 24)`},
		{"x = OffsetPaginator(100, limit=10)", `OffsetPaginator got its argument limit twice`},
		{"x = HeaderLinkPaginator('a', 'b')", `HeaderLinkPaginator takes 1 arguments by position, and got 2`},
		{"def f(): return nothing + 1\nx = f()\n", "the name nothing isn't known here; definitions are read without Python's libraries (line 1, column 25)"},
		{"x = undefined_name\n", "the name undefined_name isn't known here"},
		{"x = dlt.secrets['a'] + dlt.secrets[\"b\"]\n", `secret "a" isn't given`},
		{"x = dlt.secrets['a'] + dlt.secrets[\"b\"]\n", `add {"name": "b", "value": …} to secrets (line 1, column 35)`},
		{"rest_api_source({'client': {'auth': dlt.secrets.value}})", `dlt.secrets.value has no name to look it up by; write dlt.secrets["name"] (line 1, column 37)`},
		{"rest_api_source({'client': {'auth': dlt.credentials}})", "dlt.credentials can't stand in a definition"},
		{"x = 1\nx.y = 2 = 3", "isn't readable Python"},
		{"x = 1\n", "there is no definition"},
		{"rest_api_source({'a': 1})\nrest_api_source({'b': 1})", "there are 2 sources: one on line 1, one on line 2; keep one of them in this definition (line 2"},
		{"a = " + tail + "\nb = " + tail, "several dicts have client and resources (a, b)"},
		{"rest_api_source([])", "rest_api_source takes a dict"},
		{"x = []\nx.append(x)\nrest_api_source({'resources': x})", "is too large, or holds itself"},
		{"x = type(1) == int", "type isn't known here; write isinstance(value, str), or int, float, bool, list, dict (line 1"},
		{"x = 'ab' * 6000000", "a string is repeated to more than 10,000,000 elements (line 1"},
		{"x = [1]\nx *= 1 << 60", "a list is repeated"},
		{"x = 'abcdefgh'\nwhile True: x += x", "it takes too much memory: more than 256 MiB (line 2"},
		{"x = [0] * 1000\ny = [x] * 1000\nrest_api_source({'resources': y})", "is too large, or holds itself"},
		{"x = 0\nwhile True: x += 1", "the definition goes too far: it runs too long: more than 10,000,000 steps (line 2"},
		{"def f(): return f()\nx = f()", "it calls itself more than 1,000 deep (line 1"},
		{"rest_api_source({'client': float('inf')})", "a number is infinite"},
		{"rest_api_source({'client': {(1, 2): 3}})", "a key has to be a string, not a tuple"},
		{"x = " + strings.Repeat("(", 300), "brackets are nested more than 200 deep"},
		{"@dlt.source\ndef f(x): rest_api_source(x)\n", "missing 1 argument (x)"},
	} {
		_, err := Parse(tc.text, Env{})
		require.ErrorContains(t, err, tc.want, "%.80s", tc.text)
		require.NotContains(t, err.Error(), "tarlark", tc.text)
	}
}

func TestPythonPositions(t *testing.T) {
	text := "import dlt\nDEFAULTS = {\n  'primary_key': 'id',\n}\nCONFIG: RESTAPIConfig = {\n  'client': {'base_url':\n    5},\n  'resource_defaults': DEFAULTS,\n  'resources': [\n    'é', {'name': None}],\n}\nrest_api_source(CONFIG)\n"
	node, err := Parse(text, Env{})
	require.NoError(t, err)
	require.Equal(t, []int{6, 14}, []int{node.Get("client").Field("base_url").Line, node.Get("client").Field("base_url").Column})
	require.Equal(t, []int{7, 5}, []int{node.Get("client").Get("base_url").Line, node.Get("client").Get("base_url").Column})
	require.Equal(t, 3, node.Get("resource_defaults").Get("primary_key").Line)
	name := node.Get("resources").Items[1].Get("name")
	require.Equal(t, []int{10, 19}, []int{name.Line, name.Column})
}

func TestPythonValues(t *testing.T) {
	node, err := Parse("rest_api_source({'a': 1, 'b': 1.0, 'c': 1e21, 'd': (1, True), 'e': None, 'f': lambda x: x, 5: 10000000000000000000000})", Env{})
	require.NoError(t, err)
	require.Equal(t, `{"a":1,"b":1.0,"c":1e+21,"d":[1,true],"e":null,"f":"<function>","5":10000000000000000000000}`, string(node.JSON()))
}

func TestForms(t *testing.T) {
	for text, want := range map[string]string{
		"client: {base_url: \"https://h/?a=b\"}\nresources: [x]": `{"client":{"base_url":"https://h/?a=b"},"resources":["x"]}`,
		"# import os\nclient: {}\nresources: []":                 `{"client":{},"resources":[]}`,
		"client:\n  base_url: a=b\n":                             `{"client":{"base_url":"a=b"}}`,
		"{client: yes}":                                          `{"client":true}`,
		"{'client': True, 'x': None,}":                           `{"client":true,"x":"None"}`,
	} {
		node, err := Parse(text, Env{})
		require.NoError(t, err, text)
		require.Equal(t, want, string(node.JSON()))
	}
	for text, want := range map[string]string{
		"":                           "the definition is empty",
		"\xff":                       "isn't UTF-8",
		"{\"a\": 1 \"b\": 2}":        "isn't valid JSON",
		"{'a': dlt.secrets['x']}":    `secret "x" isn't given`,
		strings.Repeat("x", 1<<20+1): "longer than 1 MiB",
		"a: b: c":                    "isn't valid YAML",
	} {
		_, err := Parse(text, Env{})
		require.ErrorContains(t, err, want)
	}
}
