"""Parents, placeholders and fields taken from parents (reference/dlt.md 1.7, 1.8, 1.9)."""

from apis import rows
from case import Answer, add

USERS = [{"id": 1, "name": "Ann", "kind": "a", "tags": ["x", "y"], "deep": {"key": "k1", "list": [{"z": 7}]}, "ok": True, "none": None, "rate": 1.5},
         {"id": 2, "name": "Bo Li/Q", "kind": "b", "tags": [], "deep": {"key": "k2", "list": [{"z": 8}]}, "ok": False, "none": 3, "rate": 2.0}]


def posts(r):
    """Two posts for any user."""
    n = sum(map(ord, r.path + repr(sorted(r.query)) + "".join(r.body.decode().split()))) % 1000
    return {"data": [{"id": n * 10 + 1}, {"id": n * 10 + 2}]}


def api(r):
    return {"data": USERS} if r.path == "/users" else posts(r)


def definition(endpoint, parent=None, client=None, more=(), **child):
    return {"client": {"base_url": "$API", "paginator": "single_page", **(client or {})},
            "resource_defaults": {"endpoint": {"data_selector": "data"}},
            "resources": [{"name": "users", **(parent or {})}, {"name": "posts", "endpoint": endpoint, **child}, *more]}


def case(id, endpoint, parent=None, serve=api, client=None, more=(), differs="", want=None, says="", runs=1, **child):
    add("children/" + id, definition(endpoint, parent, client, more, **child), serve, differs=differs, want=want, says=says, runs=runs)


FAILED = lambda records, requests: len(records["users"]) == 2 and "posts" not in records
IN_PATH = {"path": "users/{resources.users.id}/posts"}
case("path", IN_PATH)
case("path-by-text", "users/{resources.users.id}/posts")
case("path-two-fields", {"path": "users/{resources.users.kind}/{resources.users.id}/posts"})
case("path-text-around", {"path": "users/id-{resources.users.id}.v2/posts"})
case("path-nested-field", {"path": "by/{resources.users.deep.key}/posts"})
case("path-list-element", {"path": "by/{resources.users.deep.list[0].z}/posts"})
case("path-first-of-many", {"path": "by/{resources.users.deep.list[*].z}/posts"})
case("path-number", {"path": "by/{resources.users.rate}/posts"})
case("path-escaped", {"path": "by/{resources.users.name}/posts"}, differs="path-escape",
     want=lambda records, requests: sorted(r.path for r in requests)[:2] == ["/by/Ann/posts", "/by/Bo%20Li%2FQ/posts"])
case("path-boolean", {"path": "by/{resources.users.ok}/posts"}, differs="json-style-values",
     want=lambda records, requests: {r.path for r in requests} == {"/users", "/by/true/posts", "/by/false/posts"})
case("path-whole-url", {"path": "{resources.users.url}"}, serve=lambda r: {"data": [{"id": 1, "url": "$API/far/1"}, {"id": 2, "url": "$API/far/2"}]}
     if r.path == "/users" else {"id": int(r.path[-1]), "x": 1})
case("path-missing-field", {"path": "users/{resources.users.nothing}/posts"}, says="nothing", differs="streams-fail-alone", want=FAILED)
case("path-null", {"path": "users/{resources.users.none}/posts"}, differs="null-parent-field", want=lambda records, requests: [r.path for r in requests] == ["/users", "/users/3/posts"])
case("entity", {"path": "users/{resources.users.id}"}, serve=lambda r: {"data": USERS} if r.path == "/users" else {"id": int(r.path[-1]), "data": {"id": 3}})
case("entity-ignores-client-paginator", {"path": "users/{resources.users.id}", "data_selector": "$"},
     client={"paginator": {"type": "page_number", "total_path": None}},
     serve=lambda r: {"data": USERS if r.param("page") == "0" else []} if r.path == "/users" else {"id": int(r.path[-1])})
case("entity-with-paginator", {"path": "users/{resources.users.id}", "paginator": {"type": "page_number", "total_path": None}},
     serve=lambda r: {"data": USERS} if r.path == "/users" else {"data": rows(2) if r.param("page") == "0" else []})
case("entity-trailing-slash", {"path": "users/{resources.users.id}/"})
case("query", {"path": "posts", "params": {"user": "{resources.users.id}", "size": 2}})
case("query-text-around", {"path": "posts", "params": {"q": "user:{resources.users.id} kind:{resources.users.kind}"}})
case("query-name", {"path": "posts", "params": {"by_{resources.users.kind}": "1"}})
case("query-list", {"path": "posts", "params": {"user": ["{resources.users.id}", "{resources.users.kind}"]}})
case("query-in-path", {"path": "posts?user={resources.users.id}"}, client={"paginator": {"type": "page_number", "total_path": None}},
     serve=lambda r: {"data": (USERS if r.path == "/users" else [{"id": int(r.param("user")) * 10 + 1}]) if r.param("page") == "0" else []},
     differs="placeholder-in-query", want={"users": [1, 2], "posts": [11, 21]})
case("query-boolean", {"path": "posts", "params": {"ok": "{resources.users.ok}"}}, differs="json-style-values",
     want=lambda records, requests: {v for r in requests for _, v in r.query} == {"true", "false"})
case("header", {"path": "posts", "headers": {"X-User": "{resources.users.id}", "X-Kind": "kind={resources.users.kind}"}})
case("json", {"path": "posts", "method": "POST", "json": {"user": "{resources.users.id}", "text": "user {resources.users.id}", "deep": {"list": ["{resources.users.name}", 1]}}})
case("json-keeps-types", {"path": "posts", "method": "POST", "json": {"a": "{resources.users.tags}", "b": "{resources.users.deep}", "c": "{resources.users.ok}",
     "d": "{resources.users.none}", "e": "{resources.users.rate}"}})
case("json-key", {"path": "posts", "method": "POST", "json": {"k-{resources.users.kind}": 1}})
case("json-braces", {"path": "posts", "method": "POST", "json": {"query": "{{ user(id: {resources.users.id}) {{ name }} }}"}})
case("form", {"path": "posts", "method": "POST", "data": {"user": "{resources.users.id}", "kind": "a"}})
case("raw", {"path": "posts", "method": "POST", "data": "user={resources.users.id};{{x}}"})
case("everywhere", {"path": "users/{resources.users.id}/posts", "method": "POST", "params": {"k": "{resources.users.kind}"},
     "json": {"name": "{resources.users.name}"}, "headers": {"X-Key": "{resources.users.deep.key}"}})
case("params-for-each", {"path": "users/{resources.users.id}/posts", "params": {"size": 5}})
case("resolve", {"path": "users/{user}/posts", "params": {"user": {"type": "resolve", "resource": "users", "field": "id"}, "size": 2}})
case("resolve-nested-field", {"path": "by/{key}/posts", "params": {"key": {"type": "resolve", "resource": "users", "field": "deep.key"}}})
case("resolve-two", {"path": "users/{a}/{b}/posts", "params": {"a": {"type": "resolve", "resource": "users", "field": "id"},
     "b": {"type": "resolve", "resource": "users", "field": "kind"}}})
case("resolve-with-static", {"path": "{tenant}/{user}/posts", "params": {"tenant": "main", "user": {"type": "resolve", "resource": "users", "field": "id"}}})
case("include", IN_PATH, include_from_parent=["id", "name", "deep"])
case("include-missing", IN_PATH, include_from_parent=["nothing"], says="nothing", differs="streams-fail-alone", want=FAILED)
case("include-null", IN_PATH, include_from_parent=["none"])
case("include-over-own-field", IN_PATH, serve=lambda r: {"data": USERS} if r.path == "/users" else {"data": [{"id": 1, "_users_id": "own", "x": 2}]}, include_from_parent=["id"])
case("parent-not-selected", IN_PATH, {"selected": False})
case("child-not-selected", IN_PATH, selected=False)
case("child-before-parent", IN_PATH, more=[{"name": "likes", "endpoint": "users/{resources.users.id}/likes"}])
case("parent-pages", IN_PATH, {"endpoint": {"paginator": {"type": "page_number", "total_path": None}}},
     lambda r: {"data": [{"id": int(r.param("page")) + 1}] if int(r.param("page")) < 3 else []} if r.path == "/users" else posts(r))
case("child-pages", {**IN_PATH, "paginator": {"type": "page_number", "base_page": 1, "total_path": None}}, serve=lambda r: {"data": USERS} if r.path == "/users" else
     {"data": [{"id": int(r.path[7]) * 100 + int(r.param("page"))}] if int(r.param("page")) <= int(r.path[7]) + 1 else []})
case("child-cursor-starts-anew", {**IN_PATH, "paginator": {"type": "cursor", "cursor_path": "next"}}, serve=lambda r: {"data": USERS} if r.path == "/users" else
     {"data": [{"id": int(r.path[7]) * 10 + r.nth}], "next": "c" if r.nth == 0 else None})
case("child-link-starts-anew", {**IN_PATH, "paginator": "json_link", "params": {"size": 1}}, serve=lambda r: {"data": USERS} if r.path == "/users" else
     {"data": [{"id": int(r.path[7]) * 10 + r.nth}], "next": f"{r.path}?page=2" if r.nth == 0 else None})
case("child-body-cursor-starts-anew", {"path": "posts", "method": "POST", "json": {"user": "{resources.users.id}"},
     "paginator": {"type": "cursor", "cursor_path": "next", "cursor_body_path": "after"}}, serve=lambda r: {"data": USERS} if r.path == "/users" else
     {"data": [{"id": r.json["user"] * 10 + ("after" in r.json)}], "next": None if "after" in r.json else "c"})
case("child-detected", {**IN_PATH, "data_selector": None}, client={"paginator": None}, serve=lambda r: {"data": USERS} if r.path == "/users" else
     {"results": [{"id": int(r.path[7]) * 10 + r.nth}], "next": f"{r.path}?page=2" if r.nth == 0 else None})
case("repeated-parents", IN_PATH, serve=lambda r: {"data": [{"id": 1}, {"id": 1}]} if r.path == "/users" else posts(r))
case("no-parents", IN_PATH, serve=lambda r: {"data": []} if r.path == "/users" else posts(r))
case("child-empty-for-one", IN_PATH, serve=lambda r: {"data": USERS} if r.path == "/users" else ({"data": []} if "/1/" in r.path else posts(r)))
case("child-fails", IN_PATH, serve=lambda r: {"data": USERS} if r.path == "/users" else Answer({}, 404), says="404", differs="streams-fail-alone", want=FAILED)
case("parent-fails", IN_PATH, serve=lambda r: Answer({}, 403), says="403")
case("grandchildren", IN_PATH, serve=lambda r: {"data": USERS} if r.path == "/users" else ({"data": [{"id": int(r.path[7]) * 10}]} if r.path.endswith("/posts") else posts(r)),
     more=[{"name": "likes", "endpoint": "posts/{resources.posts.id}/likes", "include_from_parent": ["id"]}])
case("grandchildren-through-unselected", IN_PATH, {"selected": False}, selected=False,
     serve=lambda r: {"data": USERS} if r.path == "/users" else ({"data": [{"id": int(r.path[7]) * 10}]} if r.path.endswith("/posts") else posts(r)),
     more=[{"name": "likes", "endpoint": "posts/{resources.posts.id}/likes"}])
case("grandchildren-with-inherited-field", IN_PATH, include_from_parent=["kind"],
     serve=lambda r: {"data": USERS} if r.path == "/users" else ({"data": [{"id": int(r.path[7]) * 10}]} if r.path.endswith("/posts") else posts(r)),
     more=[{"name": "likes", "endpoint": "{resources.posts._users_kind}/{resources.posts.id}/likes"}])
case("names-with-hyphens", {"path": "users/{resources.all-users.user-id}/posts"}, {"name": "all-users", "endpoint": "users"},
     lambda r: {"data": [{"user-id": 5}]} if r.path == "/users" else posts(r))
case("field-at-sign", {"path": "users/{resources.users.@id}/posts"}, serve=lambda r: {"data": [{"@id": 5}]} if r.path == "/users" else posts(r))
case("parallelized", IN_PATH, parallelized=True)
case("format-spec", {"path": "posts", "params": {"q": "{resources.users.id:>5}"}}, differs="format-specs", want="refused")
case("conversion", {"path": "posts", "params": {"q": "{resources.users.name!r}"}}, differs="format-specs", want="refused")
case("braces-around", {"path": "posts", "params": {"q": "{{{resources.users.id}}}"}})
