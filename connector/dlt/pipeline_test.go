package dlt

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Each value, handed to rest_api_source as the base_url, comes out as JSON.
func TestPythonExpressions(t *testing.T) {
	env := Env{Secrets: map[string]string{"token": "s3cret", "HOME_URL": "https://h"}}
	for name, tc := range map[string]struct{ before, value, want string }{
		"f-string":            {before: "n = 5", value: `f"a{n}b{n + 1}"`, want: `"a5b6"`},
		"f-string braces":     {before: "n = 5", value: `f'{{x}} {n}{{'`, want: `"{x} 5{"`},
		"f-string alone":      {before: "n = None", value: `f"{n}"`, want: `"None"`},
		"f-string quotes":     {before: "d = {'a': 1}", value: `f"{d['a']} \"q\" {{"`, want: `"1 \"q\" {"`},
		"f-string triple":     {before: "n = 1", value: "f\"\"\"a \"{n}\"\n{n}\"\"\"", want: `"a \"1\"\n1"`},
		"f-string raw":        {before: "n = 1", value: `rf"\d{n}\w{{"`, want: `"\\d1\\w{"`},
		"f-strings joined":    {before: "n = 1", value: "f\"a{n}\"\n  f'b{n}' \"c\"", want: `"a1b1c"`},
		"f-string in it":      {before: "n = 1", value: `f"{f'{n}' + 'x'}"`, want: `"1x"`},
		"f-string comparison": {before: "n = 1", value: `f"{n != 2}"`, want: `"True"`},
		"f-string dict":       {before: "n = 1", value: `f"{ {'a': n}['a'] }"`, want: `"1"`},
		"strings and method":  {value: `"a" "b".upper()`, want: `"AB"`},
		"dict unpacked":       {before: "a = {'x': 1, 'y': 2}", value: `{**a, "y": 3, **{'z': 4}, "w": 5}`, want: `{"x":1,"y":3,"z":4,"w":5}`},
		"dict unpacked last":  {before: "a = {'x': 1}", value: "{'y': {\n **a}, **a,}", want: `{"y":{"x":1},"x":1}`},
		"dict only unpacked":  {before: "a = {'x': 1}", value: `{**a}`, want: `{"x":1}`},
		"list unpacked":       {before: "a = [1]", value: `[*a, 2, *(3, 4), *[*a]]`, want: `[1,2,3,4,1]`},
		"call unpacked":       {before: "def f(*a, **b): return list(a) + [b]", value: `f(2, *[1], **{'c': 3})`, want: `[2,1,{"c":3}]`},
		"multiplication":      {before: "a = 2", value: `[a * 3, (a) * 3, 2*3]`, want: `[6,6,6]`},
		"generator":           {value: `",".join(x for x in ["a", "b"])`, want: `"a,b"`},
		"generator in call":   {value: `sum(x for x in (y for y in [1, 2]))`, want: `3`},
		"comprehension":       {value: `{k: [v for v in range(2)] for k in ["a"]}`, want: `{"a":[0,1]}`},
		"environment":         {before: "import os", value: `os.environ["HOME_URL"] + os.getenv("HOME_URL") + os.environ.get("X", "d")`, want: `"https://hhttps://hd"`},
		"environment by name": {before: "from os import environ as e, getenv", value: `e["HOME_URL"] + getenv("X", default="d")`, want: `"https://hd"`},
		"generator function":  {before: "def f(n):\n  if n < 0:\n    return\n  for i in range(n):\n    yield i\n  yield from [7, 8]\n", value: `[list(f(2)), f(-1)]`, want: `[[0,1,7,8],[]]`},
		"class aside":         {before: "from dataclasses import dataclass\n@dataclass\nclass X:\n  def f(self):\n    raise Y\n\n  z = 1\n", value: `1`, want: `1`},
		"try aside":           {before: "def f():\n  with open('x') as y:\n    return f'{y:02d}'\n", value: `1`, want: `1`},
		"check":               {before: "t = 'x'\nif not t:\n  raise ValueError(f'{t} is missing')\nassert t, 'no'\n", value: `t`, want: `"x"`},
		"delete a key":        {before: "t = {'x': {'a': 1, 'b': 2}}\ndel t['x']['a']\n", value: `t`, want: `{"x":{"b":2}}`},
		"logger":              {before: "import logging\nlogger = logging.getLogger(__name__)\nlogger.info('x %s', 1)\n", value: `1`, want: `1`},
		"types":               {before: "from typing import Any, Dict, cast\nJSON = Dict[str, Any]\nfrom __future__ import annotations\n", value: `1`, want: `1`},
		"dotenv":              {before: "from dotenv import load_dotenv\nload_dotenv()\n", value: `1`, want: `1`},
		"json":                {before: "import json", value: `json.dumps({"a": 1})`, want: `"{\"a\":1}"`},
		"min and max":         {value: `{"last_value_func": max, "other": min, "f": len}`, want: `{"last_value_func":"max","other":"min","f":"<function>"}`},
		"round":               {value: `[round(2.5), round(3.14159, 2), round(7), round(0.5)]`, want: `[2,3.14,7,0]`},
		"isinstance":          {value: `[isinstance("a", str), isinstance(1, (str, int)), isinstance([], dict)]`, want: `[true,true,false]`},
		"hash":                {before: "import hashlib", value: `hashlib.sha256("a".encode("utf-8")).hexdigest() == sha256("a")`, want: `true`},
		"map and filter":      {value: `[map(lambda x: x + 1, [1, 2]), list(filter(lambda x: x > 1, [1, 2]))]`, want: `[[2,3],[2]]`},
		"recursion":           {before: "def f(x):\n  if isinstance(x, list):\n    return [f(y) for y in x]\n  return x + 1", value: `f([1, [2, [3]]])`, want: `[2,[3,[4]]]`},
		"method copy":         {before: "a = {'x': [1]}\nb = a.copy()\nb['y'] = a['x'].copy()", value: `[a, b, {'copy': 1}.copy()]`, want: `[{"x":[1]},{"x":[1],"y":[1]},{"copy":1}]`},
		"copies":              {before: "import copy\na = {'x': [1]}\nb = copy.deepcopy(a)\nb['x'].append(2)", value: `[a, b]`, want: `[{"x":[1]},{"x":[1,2]}]`},
	} {
		t.Run(name, func(t *testing.T) {
			text := tc.before + "\nrest_api_source({'client': {'base_url': " + tc.value + "}, 'resources': []})\n"
			node, err := Parse(text, env)
			require.NoError(t, err)
			require.Equal(t, tc.want, string(node.Get("client").Get("base_url").JSON()))
		})
	}
}

// Objects of dlt's classes are the dicts that say the same.
func TestPythonClasses(t *testing.T) {
	for text, want := range map[string]string{
		`SinglePagePaginator()`: `{"type":"single_page"}`,
		`PageNumberPaginator(1, None, "p", total_path=None, maximum_page=3)`:                                 `{"type":"page_number","base_page":1,"page":null,"page_param":"p","total_path":null,"maximum_page":3}`,
		`PageNumberPaginator(has_more_path="more", page_body_path="a.b")`:                                    `{"type":"page_number","has_more_path":"more","page_body_path":"a.b"}`,
		`OffsetPaginator(100, 0, "o", "l", None, 5, False)`:                                                  `{"type":"offset","limit":100,"offset":0,"offset_param":"o","limit_param":"l","total_path":null,"maximum_offset":5,"stop_after_empty_page":false}`,
		`JSONLinkPaginator("paging.next")`:                                                                   `{"type":"json_link","next_url_path":"paging.next"}`,
		`JSONResponsePaginator(next_url_path="next")`:                                                        `{"type":"json_link","next_url_path":"next"}`,
		`HeaderLinkPaginator()`:                                                                              `{"type":"header_link"}`,
		`HeaderCursorPaginator("X-Next", "c")`:                                                               `{"type":"header_cursor","cursor_key":"X-Next","cursor_param":"c"}`,
		`JSONResponseCursorPaginator("next", cursor_body_path="v.after")`:                                    `{"type":"cursor","cursor_path":"next","cursor_body_path":"v.after"}`,
		`BearerTokenAuth(dlt.secrets["t"])`:                                                                  `{"type":"bearer","token":"s3cret"}`,
		`BearerTokenAuth(token=dlt.secrets["t"])`:                                                            `{"type":"bearer","token":"s3cret"}`,
		`APIKeyAuth("X-Key", "k")`:                                                                           `{"type":"api_key","name":"X-Key","api_key":"k"}`,
		`APIKeyAuth(name="k", api_key=dlt.secrets["t"], location="query")`:                                   `{"type":"api_key","name":"k","api_key":"s3cret","location":"query"}`,
		`HttpBasicAuth("u", "p")`:                                                                            `{"type":"http_basic","username":"u","password":"p"}`,
		`OAuth2ClientCredentials(access_token_url="u", client_id="i", client_secret="s", session=None)`:      `{"type":"oauth2_client_credentials","access_token_url":"u","client_id":"i","client_secret":"s"}`,
		`OAuthJWTAuth("i", "key", "https://a", "s1")`:                                                        `{"type":"jwt_bearer","client_id":"i","private_key":"key","token_url":"https://a","scopes":["s1"]}`,
		`dlt.sources.incremental("updated_at", initial_value="2024", row_order="desc", last_value_func=min)`: `{"type":"incremental","cursor_path":"updated_at","initial_value":"2024","row_order":"desc","last_value_func":"min"}`,
		`dlt.sources.incremental[int]("id", 0)`:                                                              `{"type":"incremental","cursor_path":"id","initial_value":0}`,
		`{"incremental": dlt.sources.incremental("id")}`:                                                     `{"incremental":{"cursor_path":"id"}}`,
		`dlt.sources.helpers.rest_client.auth.BearerTokenAuth("x")`:                                          `{"type":"bearer","token":"x"}`,
		`paginators.OffsetPaginator(limit=1)`:                                                                `{"type":"offset","limit":1}`,
		`{**ClientConfig(base_url="u"), "a": Endpoint(path="p")}`:                                            `{"base_url":"u","a":{"path":"p"}}`,
		`Link("n")`:                           `{"type":"json_link","next_url_path":"n"}`,
		`rc.paginators.SinglePagePaginator()`: `{"type":"single_page"}`,
		`inc("x")`:                            `{"type":"incremental","cursor_path":"x"}`,
	} {
		imports := `import dlt
from dlt.sources.helpers.rest_client import auth, paginators
from dlt.sources.helpers.rest_client.paginators import JSONLinkPaginator as Link, OffsetPaginator
from dlt.sources.helpers.rest_client.auth import OAuth2ClientCredentials, OAuthJWTAuth, HttpBasicAuth
import dlt.sources.helpers.rest_client as rc
from dlt.sources import incremental as inc
`
		node, err := Parse(imports+"rest_api_source({'client': {'base_url': "+text+"}, 'resources': []})\n", Env{Secrets: map[string]string{"t": "s3cret"}})
		require.NoError(t, err, text)
		require.Equal(t, want, string(node.Get("client").Get("base_url").JSON()))
	}
}

// Which of a file's sources is read.
func TestPythonSources(t *testing.T) {
	source := func(name string) string {
		return "rest_api_source({'client': {'base_url': 'https://h'}, 'resources': ['" + name + "']})"
	}
	for name, tc := range map[string]struct{ text, want string }{
		"load function": {text: "def load_a() -> None:\n  p = dlt.pipeline('x')\n  source = " + source("a") + "\n  p.run(source)\n\nif __name__ == '__main__':\n  load_a()\n", want: "a"},
		"decorated one": {text: "import dlt\n@dlt.source\ndef s(x=dlt.secrets.value if False else 1):\n  yield from rest_api_resources({'client': {'base_url': 'https://h'}, 'resources': ['d']})\ndef load():\n  p.run(s())\n  " + source("other") + "\n", want: "d"},
		"main block":    {text: "import dlt\nif __name__ == '__main__':\n  p = dlt.pipeline('x')\n  p.run(" + source("m") + ")\n", want: "m"},
		"main is aside": {text: source("a") + "\nif __name__ == '__main__':\n  p.run(" + source("m") + ")\n", want: "a"},
		"yield one":     {text: "import dlt\n@dlt.source(name='x')\ndef s():\n  yield " + source("y") + "\n", want: "y"},
		"return one":    {text: "import dlt\n@dlt.source(name='x')\ndef s():\n  return " + source("r") + "\n", want: "r"},
	} {
		t.Run(name, func(t *testing.T) {
			node, err := Parse(tc.text, Env{})
			require.NoError(t, err)
			require.Equal(t, tc.want, node.Get("resources").Items[0].Text)
		})
	}
	_, err := Parse("def a():\n  "+source("x")+"\ndef b():\n  "+source("y")+"\n", Env{})
	require.EqualError(t, err, "there are 2 sources: the one with the resource x on line 2, the one with the resource y on line 4; keep one of them in this definition (line 4, column 18)")
}

// Positions stay those of the text as it was written, whatever is rewritten.
func TestPythonPositionsInRewrittenText(t *testing.T) {
	text := "a = {'k': 1}\nb = f'ü{a[\"k\"]}' 'x'; rest_api_source({'client': {**a, 'base_url': f'{b}', 'auth': BearerTokenAuth(\n  token=5)},\n 'resources': [*[], 'x', {'name': None}]})\n"
	node, err := Parse(text, Env{})
	require.NoError(t, err)
	base := node.Get("client").Field("base_url")
	require.Equal(t, []int{2, 56}, []int{base.Line, base.Column})
	token := node.Get("client").Get("auth").Field("token")
	require.Equal(t, []int{3, 3}, []int{token.Line, token.Column})
	require.Equal(t, []int{3, 9}, []int{token.Value.Line, token.Value.Column})
	require.Equal(t, []int{1, 11}, []int{node.Get("client").Get("k").Line, node.Get("client").Get("k").Column})
}

// What dlt's own code would have to run for is refused by name.
func TestPythonThatOnlyPythonRuns(t *testing.T) {
	text := `import dlt
@dlt.resource(primary_key="id")
def users():
    yield requests.get("https://h").json()

class MyPaginator(BasePaginator):
    pass

rest_api_source({"client": {"base_url": "https://h"}, "resources": ["a", users]})
`
	root, err := Parse(text, Env{})
	require.NoError(t, err)
	_, err = Compile(root, Env{})
	require.EqualError(t, err, "resources[1]: the resource users is code, which can't be run; describe its requests as a dict with name and endpoint (line 9, column 74)")

	_, err = Parse(text+"rest_api_source({'client': {'paginator': MyPaginator()}})", Env{})
	require.EqualError(t, err, "MyPaginator is a class, which can't be read; write the definition as dicts (line 10, column 53)")
}
