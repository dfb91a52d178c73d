"""Response actions, errors, retries, bodies and processing steps (reference/dlt.md 1.16 to 1.18, 2)."""

from apis import nth, pages, paths, rows
from case import Answer, Code, add, one

ANY = lambda r: {"data": rows(2)}


def case(id, endpoint, api, **rest):
    resource = {k: rest.pop(k) for k in ("processing_steps",) if k in rest}
    add(id, one({"path": "rows", "data_selector": "data", "paginator": "single_page", **endpoint}, **resource), api,
        hurry=id.startswith(("retries", "errors", "actions")), **rest)


def actions(id, actions, api, endpoint=None, **rest):
    case("actions/" + id, {"response_actions": actions, **(endpoint or {})}, api, **rest)


PAGED = {"paginator": {"type": "page_number", "total_path": None}}
IGNORE = {"status_code": 404, "action": "ignore"}
gone = lambda r: Answer({"error": "gone away"}, 404)
actions("ignore-status", [IGNORE], gone)
actions("ignore-later-page", [IGNORE], nth({"data": rows(2)}, Answer({}, 404)), PAGED)
actions("ignore-text", [{"content": "gone", "action": "ignore"}], gone)
actions("ignore-text-on-200", [{"content": "no more", "action": "ignore"}], nth({"data": rows(2)}, {"data": rows(3, 3), "note": "no more"}), PAGED)
actions("ignore-both", [{"status_code": 404, "content": "gone", "action": "ignore"}], gone)
actions("ignore-both-text-lacks", [{"status_code": 404, "content": "other", "action": "ignore"}], gone)
actions("ignore-other-status", [{"status_code": 403, "action": "ignore"}], gone, says="404")
actions("second-matches", [{"status_code": 403, "action": "ignore"}, IGNORE], gone)
actions("ignore-429", [{"status_code": 429, "action": "ignore"}], lambda r: Answer({}, 429))
actions("ignore-500", [{"status_code": 500, "action": "ignore"}], lambda r: Answer({}, 500))
actions("ignore-204", [{"status_code": 204, "action": "ignore"}], lambda r: Answer(None, 204))
actions("none", [], gone, says="404")
actions("status-as-text", [{"status_code": "404", "action": "ignore"}], gone, differs="status-as-text", want={})
actions("no-condition", [{"action": "ignore"}], ANY, differs="actions-without-condition", want="refused")
actions("unknown-word", [{"status_code": 404, "action": "skip"}], gone, differs="refused-early", want="refused")
actions("without-action", [{"status_code": 200}], ANY, differs="refused-early", want="refused")
actions("retry", [{"status_code": 409, "action": "retry"}], nth(Answer({}, 409), {"data": rows(2)}), differs="more-actions", want={"rows": [1, 2]})
actions("fail", [{"content": "errors", "action": "fail"}], lambda r: {"errors": ["x"], "data": rows(2)}, differs="more-actions", want="failed")
add("actions/ignore-child", {"client": {"base_url": "$API", "paginator": "single_page"}, "resource_defaults": {"endpoint": {"data_selector": "data"}}, "resources": [
    "users", {"name": "posts", "endpoint": {"path": "users/{resources.users.id}/posts", "response_actions": [IGNORE]}}]},
    lambda r: {"data": rows(3)} if r.path == "/users" else Answer({}, 404) if "/2/" in r.path else {"data": [{"id": int(r.path[7]) * 10}]})
add("actions/defaults", {"client": {"base_url": "$API", "paginator": "single_page"}, "resource_defaults": {"endpoint": {"data_selector": "data", "response_actions": [IGNORE]}},
    "resources": ["rows"]}, gone)

for status in 400, 403, 404, 410, 418, 422:
    case(f"errors/{status}", {}, lambda r, status=status: Answer({"error": "x"}, status), says=str(status))
case("errors/later-page", PAGED, nth({"data": rows(2)}, Answer({}, 404)), says="404")
case("errors/not-json", {}, lambda r: Answer(b"<html>", headers={"Content-Type": "text/html"}), differs="unsound-answers", want="failed")
case("errors/cut-json", {}, nth(Answer(b'{"data": [{"id": 1}, {"i'), {"data": rows(2)}), differs="unsound-answers", want={"rows": [1, 2]})
case("errors/304", {}, lambda r: Answer(None, 304))
case("errors/one-of-two", {}, ANY)
add("errors/one-stream-of-two", {"client": {"base_url": "$API", "paginator": "single_page"}, "resources": ["a", "b"]},
    paths(a=gone, b={"data": rows(2)}), says="404", differs="streams-fail-alone", want=lambda records, requests: list(records) == ["b"])
case("retries/500-then-200", {}, nth(Answer({}, 500), {"data": rows(2)}))
case("retries/503-twice", {}, nth(Answer({}, 503), Answer({}, 503), {"data": rows(2)}))
case("retries/429-then-200", {}, nth(Answer({}, 429), {"data": rows(2)}))
case("retries/500-for-ever", {}, lambda r: Answer({}, 500), says="500")
case("retries/later-page", PAGED, nth({"data": rows(2)}, Answer({}, 502), {"data": rows(3, 3)}, {"data": []}))
case("retries/post", {"method": "POST", "json": {"q": 1}}, nth(Answer({}, 500), {"data": rows(2)}))
case("retries/408-is-final", {}, lambda r: Answer({}, 408), says="408")

case("body-forms/204", {}, lambda r: Answer(None, 204), differs="empty-answers", want={})
case("body-forms/empty", {}, lambda r: Answer(b""), differs="empty-answers", want={})
case("body-forms/byte-order-mark", {}, lambda r: Answer(b"\xef\xbb\xbf" + b'{"data": [{"id": 1}]}'))
case("body-forms/pretty-printed", {}, lambda r: Answer(b'{\n  "data" : [\n    { "id" : 1,\n "x": "a\\nb" }\n  ]\n}\n'))
case("body-forms/content-type-text", {}, lambda r: Answer({"data": rows(2)}, headers={"Content-Type": "text/plain"}))
case("body-forms/unicode-escapes", {}, lambda r: Answer(b'{"data": [{"id": "\\ud83d\\ude00 \\u00e9 \\/"}]}'))
case("body-forms/gzip", {}, lambda r: Answer(__import__("gzip").compress(b'{"data": [{"id": 1}]}'), headers={"Content-Encoding": "gzip"}))
case("body-forms/deflate", {}, lambda r: Answer(__import__("zlib").compress(b'{"data": [{"id": 1}]}'), headers={"Content-Encoding": "deflate"}))
case("body-forms/json-lines", {"data_selector": "$"}, lambda r: Answer(b'{"id": 1}\n{"id": 2}\n', headers={"Content-Type": "application/x-ndjson"}),
     differs="data-formats", want={"rows": [1, 2]})
case("body-forms/csv", {"data_selector": "$"}, lambda r: Answer(b"id,name\n1,a\n2,b\n", headers={"Content-Type": "text/csv"}),
     differs="data-formats", want=lambda records, requests: [str(r["id"]) for r in records["rows"]] == ["1", "2"])


def steps(id, steps, api=lambda r: {"data": [{"id": i, "kind": "ab"[i % 2], "lines": [{"n": i * 10}, {"n": i * 10 + 1}]} for i in range(1, 5)]}, **rest):
    case("steps/" + id, rest.pop("endpoint", {}), api, processing_steps=steps, **rest)


steps("filter", [{"filter": Code("lambda r: r['kind'] == 'a'")}])
steps("filter-all", [{"filter": Code("lambda r: False")}], endpoint=PAGED, api=pages([1], [2], []))
steps("map", [{"map": Code("lambda r: {'id': r['id'] * 2, 'kind': r['kind'].upper()}")}])
steps("filter-then-map", [{"filter": Code("lambda r: r['id'] > 2")}, {"map": Code("lambda r: {'id': r['id'] - 2}")}])
steps("map-then-filter", [{"map": Code("lambda r: {'id': r['id'] - 2}")}, {"filter": Code("lambda r: r['id'] > 0")}])
steps("both-in-one", [{"map": Code("lambda r: {'id': r['id'] + 10}"), "filter": Code("lambda r: r['id'] > 2")}])
steps("yield-map", [{"yield_map": Code("lambda r: [{'id': l['n']} for l in r['lines']]")}])
steps("yield-map-then-filter", [{"yield_map": Code("lambda r: r['lines']")}, {"filter": Code("lambda l: l['n'] > 20")}])
steps("filter-then-yield-map", [{"filter": Code("lambda r: r['id'] == 3")}, {"yield_map": Code("lambda r: r['lines']")}])
steps("drop-field", [{"map": Code("lambda r: {k: v for k, v in r.items() if k != 'lines'}")}])
steps("get-with-default", [{"map": Code("lambda r: {'id': r['id'], 'x': r.get('x', 'none'), 'n': len(r['lines'])}")}])
steps("string-methods", [{"map": Code("lambda r: {'id': 'row-{}'.format(r['id']), 'k': ('x' + r['kind']).replace('x', 'y').split('y')}")}])
steps("conditional", [{"map": Code("lambda r: dict(r, big=True) if r['id'] > 2 else r")}])
steps("none-values", [{"map": Code("lambda r: {'id': r['id'], 'n': None, 'f': r['id'] / 2, 'i': r['id'] // 2, 'm': r['id'] % 2 == 0}")}])
steps("fails", [{"map": Code("lambda r: r['nothing']")}], says="nothing")
steps("empty", [])
PARENT = {"client": {"base_url": "$API", "paginator": "single_page"}, "resource_defaults": {"endpoint": {"data_selector": "data"}}}
users = lambda r: {"data": rows(3)} if r.path == "/users" else {"data": [{"id": sum(map(ord, r.path))}]}
add("steps/parent-filter", {**PARENT, "resources": [{"name": "users", "processing_steps": [{"filter": Code("lambda r: r['id'] != 2")}]},
    {"name": "posts", "endpoint": "users/{resources.users.id}/posts"}]}, users)
add("steps/parent-map", {**PARENT, "resources": [{"name": "users", "processing_steps": [{"map": Code("lambda r: {'id': r['id'], 'slug': 'u' + str(r['id'])}")}]},
    {"name": "posts", "endpoint": "users/{resources.users.slug}/posts"}]}, users)
add("steps/parent-yield-map", {**PARENT, "resources": [{"name": "users", "processing_steps": [{"yield_map": Code("lambda r: [{'id': r['id'] * 10}, {'id': r['id'] * 10 + 1}]")}]},
    {"name": "posts", "endpoint": "users/{resources.users.id}/posts"}]}, users, differs="parents-yield-map",
    want=lambda records, requests: len(records["users"]) == len(records["posts"]) == 6)
add("steps/child-sees-parent-fields", {**PARENT, "resources": ["users", {"name": "posts", "endpoint": "users/{resources.users.id}/posts", "include_from_parent": ["id"],
    "processing_steps": [{"filter": Code("lambda r: r['_users_id'] > 1")}, {"map": Code("lambda r: {'id': r['id'], 'user': r['_users_id']}")}]}]}, users)
case("retries/retry-after", {}, nth(Answer({}, 429, {"Retry-After": "1"}), {"data": rows(2)}))
case("retries/retry-after-zero", {}, nth(Answer({}, 503, {"Retry-After": "0"}), {"data": rows(2)}))
case("errors/redirect-loop", {}, lambda r: Answer(None, 302, {"Location": "/rows"}), differs="redirects", want="failed")
case("errors/graphql", {"data_selector": "data.users"}, lambda r: {"errors": [{"message": "no"}], "data": None})
steps("map-returns-none", [{"map": Code("lambda r: None")}], says="None", differs="map-returns-none", want="failed")
