"""URLs, params, headers, bodies and defaults (reference/dlt.md 1.5, 1.6, 1.11, 1.15)."""

from apis import nth, pages, paths, rows
from case import Answer, Secret, add, one

ANY = lambda r: {"data": rows(2)}


def case(id, endpoint, client=None, api=ANY, **rest):
    if isinstance(endpoint, dict):
        endpoint = {"data_selector": "data", "paginator": "single_page", **endpoint}
    add(id, one(endpoint, {"paginator": "single_page", **(client or {})}), api, **rest)


# url
case("url/slashes", {"path": "/rows"}, {"base_url": "$API/v1/"})
case("url/many-slashes", {"path": "//rows"}, {"base_url": "$API/v1//"})
case("url/base-path-stays", {"path": "/v1/rows"}, {"base_url": "$API/v2"})
case("url/trailing-slash-stays", {"path": "rows/"}, {"base_url": "$API/v1"})
case("url/slash-alone", {"path": "/"}, {"base_url": "$API/v1"})
case("url/empty-path", {"path": ""}, {"base_url": "$API/v1/"})
case("url/absolute-path", {"path": "$API/other/rows"}, {"base_url": "$API/v1"})
case("url/empty-base", {"path": "$API/rows"}, {"base_url": ""})
case("url/query-in-path", {"path": "rows?kind=a", "params": {"q": "x"}})
case("url/fragment", {"path": "rows#part"})
case("url/blank-and-umlaut", {"path": "große rows/ä"})
case("url/escaped-in-path", {"path": "a%2Fb/rows"})
case("url/dot-segments", {"path": "a/../rows/./x"})
case("url/colon", {"path": "rows:search"})
case("url/query-in-base", {"path": "rows"}, {"base_url": "$API/x?k=1"}, differs="query-in-base", want={"rows": [1, 2]})
case("url/name-as-path", None)
case("url/endpoint-without-path", {"params": {"q": "x"}})
case("url/endpoint-as-text", "v1/rows")
case("url/redirect", {"path": "old", "params": {"q": "x"}}, api=paths(old=Answer(None, 302, {"Location": "/rows?moved=1"}), rows={"data": rows(2)}))
case("url/static-placeholder", {"path": "{tenant}/rows", "params": {"tenant": "main", "q": "x"}})
case("url/static-placeholder-last", {"path": "rows/{version}", "params": {"version": "v2"}}, {"paginator": None},
     api=lambda r: {"data": rows(2), "next": "/elsewhere"})
case("url/number-in-placeholder", {"path": "{year}/rows", "params": {"year": 2024}})

# params
case("params/text", {"params": {"q": "a b&c=d/ä+%", "empty": ""}})
case("params/numbers", {"params": {"n": 5, "f": 1.0, "g": 2.5, "neg": -1}})
case("params/booleans", {"params": {"yes": True, "no": False}})
case("params/null", {"params": {"q": None, "p": "x"}})
case("params/list", {"params": {"tag": ["a", "b"], "n": [1, 2], "none": []}})
case("params/list-of-booleans", {"params": {"flag": [True, False]}})
case("params/brackets", {"params": {"filter[kind]": "a", "page[size]": 10}})
case("params/braces-doubled", {"params": {"q": '{{"kind": "a"}}'}})
case("params/object", {"params": {"q": {"a": 1}}})
case("params/null-alone", {"params": None}, differs="null-is-absent", want={"rows": [1, 2]})
case("params/on-every-page", {"params": {"per_page": 2}, "paginator": {"type": "page_number", "base_page": 1, "total_path": None}}, api=pages([1, 2], [3], []))
case("params/with-post", {"method": "POST", "params": {"q": "x"}, "json": {"a": 1}})

# headers
case("headers/client", {}, {"headers": {"X-Version": "3", "Accept": "application/vnd.api+json"}})
case("headers/endpoint-over-client", {"headers": {"X-Version": "4", "X-More": "y"}}, {"headers": {"X-Version": "3", "X-Other": "z"}})
case("headers/other-case", {"headers": {"x-version": "4"}}, {"headers": {"X-Version": "3"}})
case("headers/null-removes", {"headers": {"X-Version": None}}, {"headers": {"X-Version": "3"}})
case("headers/number-in-client", {}, {"headers": {"X-Version": 3}}, differs="header-numbers", want={"rows": [1, 2]})
case("headers/number-in-endpoint", {"headers": {"X-Version": 3}}, differs="header-numbers", want={"rows": [1, 2]})
case("headers/secret", {"headers": {"X-Token": Secret("token")}})

# body
case("body/json", {"method": "POST", "json": {"q": "x", "n": 1, "f": 1.0, "deep": {"list": [1, {"a": None}], "yes": True}}})
case("body/json-empty", {"method": "POST", "json": {}})
case("body/json-list", {"method": "POST", "json": [1, 2]})
case("body/json-with-get", {"json": {"q": "x"}})
case("body/json-content-type-given", {"method": "POST", "json": {"q": 1}, "headers": {"Content-Type": "application/vnd.api+json"}})
case("body/json-umlaut", {"method": "POST", "json": {"q": "ä😀"}})
case("body/json-braces-doubled", {"method": "POST", "json": {"query": "{{ users {{ id }} }}"}})
case("body/post-without-body", {"method": "POST"})
case("body/form", {"method": "POST", "data": {"a": "x y", "b": 2, "c": True, "d": ["1", "2"], "e": None}})
case("body/form-pairs", {"method": "POST", "data": [["a", "1"], ["a", "2"], ["b", "ä&"]]})
case("body/text", {"method": "POST", "data": "raw text"})
case("body/form-empty", {"method": "POST", "data": {}})
case("body/form-and-empty-json", {"method": "POST", "data": {"a": "1"}, "json": {}})
case("body/form-and-json", {"method": "POST", "data": {"a": "1"}, "json": {"b": 1}})
case("body/form-on-every-page", {"method": "POST", "data": {"a": "1"}, "paginator": {"type": "cursor", "cursor_path": "next"}},
     api=pages([1], [2], next=["b", None]))

# defaults


def defaults(id, defaults, *resources, api=ANY, client=None, **rest):
    add("defaults/" + id, {"client": {"base_url": "$API", "paginator": "single_page", **(client or {})}, "resource_defaults": defaults,
                           "resources": list(resources)}, api, **rest)


SIZE = {"endpoint": {"params": {"per_page": 2, "sort": "id"}}}
defaults("params", SIZE, "rows")
defaults("params-merged", SIZE, {"name": "rows", "endpoint": {"params": {"sort": "name", "q": "x"}}})
defaults("param-unset", SIZE, {"name": "rows", "endpoint": {"params": {"sort": None}}})
defaults("endpoint-as-text", SIZE, {"name": "rows", "endpoint": "v1/rows"})
defaults("selector", {"endpoint": {"data_selector": "data"}}, "rows", {"name": "more", "endpoint": {"data_selector": "other"}},
         api=lambda r: {"other": rows(3), "data": rows(2)})
defaults("selector-null", {"endpoint": {"data_selector": "other"}}, {"name": "rows", "endpoint": {"data_selector": None}},
         api=lambda r: {"other": rows(3), "data": rows(2)})
defaults("json-merged", {"endpoint": {"method": "POST", "json": {"size": 2, "filter": {"a": 1}}}},
         {"name": "rows", "endpoint": {"json": {"filter": {"b": 2}, "q": "x"}}})
defaults("headers-replaced", {"endpoint": {"headers": {"X-A": "1"}}}, {"name": "rows", "endpoint": {"headers": {"X-B": "2"}}})
defaults("headers-kept", {"endpoint": {"headers": {"X-A": "1"}}}, "rows")
defaults("paginator-replaced", {"endpoint": {"paginator": {"type": "page_number", "total_path": None}}},
         "rows", {"name": "more", "endpoint": {"paginator": "single_page"}}, api=pages([1], []))
defaults("paginator-null-means-client", {"endpoint": {"paginator": {"type": "page_number", "total_path": None}}},
         {"name": "rows", "endpoint": {"paginator": None}}, api=pages([1], []))
defaults("paginator-beats-client", {"endpoint": {"paginator": {"type": "offset", "limit": 1, "total_path": None}}}, "rows", api=pages([1], []))
defaults("path-unused", {"endpoint": {"path": "elsewhere"}}, "rows")
defaults("auth", {"endpoint": {"auth": {"type": "bearer", "token": "t"}}}, "rows", {"name": "more", "endpoint": {"auth": None}})
defaults("path-param-in-two", {"endpoint": {"params": {"tenant": "main", "q": "x"}}}, {"name": "rows", "endpoint": "{tenant}/rows"},
         {"name": "more", "endpoint": "{tenant}/more"}, differs="shared-params", want={"rows": [1, 2], "more": [1, 2]})
defaults("not-selected", {"selected": False}, "rows", {"name": "more", "selected": True})
defaults("name", {"name": "x"}, "rows")
defaults("endpoint-text-in-defaults", {"endpoint": "v1"}, "rows", says="resource_defaults.endpoint")
defaults("none", {}, "rows")
defaults("yaml-file", {"primary_key": "id", "write_disposition": "merge"}, {"name": "rows", "primary_key": None})

add("resources/forms", {"client": {"base_url": "$API", "paginator": "single_page"}, "resources": [
    "a", {"name": "b"}, {"name": "c", "endpoint": "v1/c"}, {"name": "d", "endpoint": {"path": "v1/d"}}, {"name": "e", "endpoint": {}}]}, ANY)
add("resources/skip-is-read-by-dlt", {"client": {"base_url": "$API", "paginator": "single_page"}, "resources": [
    "a", {"name": "b", "write_disposition": "skip"}]}, ANY, differs="skip", want={"a": [1, 2]})
add("resources/hints", one({"paginator": "single_page"}, write_disposition={"disposition": "merge", "strategy": "upsert"}, primary_key=["id"],
    merge_key="id", table_name="t", columns={"id": {"data_type": "bigint"}}, table_format="delta", file_format="parquet", max_table_nesting=1,
    parallelized=False, schema_contract={"tables": "evolve"}, references=[{"columns": ["id"], "referenced_table": "x", "referenced_columns": ["id"]}]), ANY)
case("body/form-with-cursor", {"method": "POST", "data": {"a": "1"}, "paginator": {"type": "cursor", "cursor_path": "next", "cursor_body_path": "after"}},
     api=lambda r: {"data": rows(1, 1) if b"after" not in r.body else rows(2, 2), "next": None if b"after" in r.body else "b"}, differs="cursor-in-form", want={"rows": [1, 2]})
case("body/graphql", {"method": "POST", "json": {"query": "query($after: String) {{ users(after: $after) {{ nodes {{ id }} }} }}", "variables": {"first": 2}},
     "data_selector": "data.users.nodes", "paginator": {"type": "cursor", "cursor_path": "data.users.pageInfo.endCursor", "cursor_body_path": "variables.after",
     "has_more_path": "data.users.pageInfo.hasNextPage"}},
     api=nth(*[{"data": {"users": {"nodes": rows(i, i), "pageInfo": {"endCursor": f"c{i}", "hasNextPage": i < 3}}}} for i in (1, 2, 3)]))
case("url/port-and-user-path", {"path": "a//b///rows"})
case("url/plus-and-percent", {"path": "a+b/100%25/rows"})
case("params/unicode-and-comma", {"params": {"q": "é,ü;:@/?#[]!$'()*"}})
case("params/date-like", {"params": {"since": "2024-01-01T00:00:00+02:00"}})
case("params/nested-list", {"params": {"q": [["a", "b"], "c"]}}, differs="nested-lists", want="refused")
case("headers/placeholders-not-in-client", {}, {"headers": {"X-Text": "{resources.x.y}"}})
case("headers/content-type-on-get", {"headers": {"Content-Type": "application/json"}})
case("body/json-null-values", {"method": "POST", "json": {"a": None, "b": [], "c": {}}})
case("body/json-big-number", {"method": "POST", "json": {"a": 12345678901234567890, "b": 1e100}})
