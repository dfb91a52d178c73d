"""Several of dlt's words at once."""

from apis import rows
from case import Both, Code, Secret, add

BASE = {"client": {"base_url": "$API", "paginator": "single_page"}, "resource_defaults": {"primary_key": "id", "endpoint": {"data_selector": "data"}}}


def case(id, *resources, api, client=None, defaults=None, **rest):
    add("combined/" + id, {"client": {**BASE["client"], **(client or {})}, "resource_defaults": defaults or BASE["resource_defaults"], "resources": list(resources)}, api, **rest)


def number(r):
    """A number that tells requests apart, in the same way on both sides."""
    return sum(map(ord, r.path + repr(sorted(r.query)))) * 10


def tree(r):
    """Two users; whatever else is asked for has two records of its own."""
    return {"data": rows(2) if r.path == "/users" else [{"id": number(r), "u": 1}, {"id": number(r) + 1, "u": 2}]}


POSTS = {"name": "posts", "endpoint": "users/{resources.users.id}/posts"}
NUMBERED = {"type": "page_number", "base_page": 1, "total_path": None}
case("two-children", "users", POSTS, {"name": "albums", "include_from_parent": ["id"], "endpoint": {"path": "albums", "params": {"user": "{resources.users.id}"}}}, api=tree)
case("two-children-of-unselected", {"name": "users", "selected": False}, POSTS, {"name": "albums", "endpoint": "users/{resources.users.id}/albums"}, api=tree)
case("skipped-parent", {"name": "users", "write_disposition": "skip"}, POSTS, api=tree, differs="skip",
     want=lambda records, requests: list(records) == ["posts"] and len(records["posts"]) == 4)
case("four-levels", "users", {**POSTS, "include_from_parent": ["id"]}, {"name": "likes", "include_from_parent": ["id", "_users_id"], "endpoint": "posts/{resources.posts.id}/likes"},
     {"name": "marks", "include_from_parent": ["_posts__users_id"], "endpoint": "likes/{resources.likes.id}/marks"}, api=tree)
case("paged-parent-and-child", {"name": "users", "endpoint": {"paginator": NUMBERED}}, {"name": "posts", "include_from_parent": ["id"],
     "endpoint": {"path": "users/{resources.users.id}/posts", "paginator": {"type": "offset", "limit": 1, "total_path": "total"}},
     "processing_steps": [{"filter": Code("lambda r: r['id'] % 10 == 0")}]},
     api=lambda r: {"data": rows(r.nth + 1, r.nth + 1) if r.nth < 2 else []} if r.path == "/users" else {"data": [{"id": number(r)}], "total": 2})
case("paged-parent-read-once", {"name": "users", "endpoint": {"paginator": NUMBERED}}, POSTS, {"name": "albums", "endpoint": "users/{resources.users.id}/albums"},
     api=lambda r: {"data": rows(r.nth + 1, r.nth + 1) if r.nth < 3 else []} if r.path == "/users" else tree(r))
case("child-pages-in-body", "users", {"name": "posts", "endpoint": {"path": "search", "method": "POST", "json": {"user": "{resources.users.id}", "page": {"size": 1}},
     "paginator": {**NUMBERED, "page_body_path": "page.number"}}},
     api=lambda r: {"data": rows(2) if r.path == "/users" else [{"id": r.json["user"] * 10 + r.json["page"]["number"]}] if r.json["page"]["number"] < 3 else []})
case("child-form-and-cursor", "users", {"name": "posts", "endpoint": {"path": "search", "method": "POST", "data": {"user": "{resources.users.id}"},
     "paginator": {"type": "cursor", "cursor_path": "next"}}}, api=lambda r: {"data": rows(2)} if r.path == "/users" else
     {"data": [{"id": int(r.body.decode()[-1]) * 10 + len(r.query)}], "next": None if r.query else "b"})
case("resolve-and-placeholder", "users", {"name": "posts", "endpoint": {"path": "users/{user}/posts", "params": {"user": {"type": "resolve", "resource": "users", "field": "id"},
     "by": "{resources.users.id}"}}}, api=tree)
case("placeholder-twice", "users", {"name": "posts", "endpoint": {"path": "users/{resources.users.id}/of/{resources.users.id}/posts"}}, api=tree)
case("absolute-with-placeholder", "users", {"name": "posts", "endpoint": "$API/far/{resources.users.id}/posts"}, api=tree, client={"base_url": "$API/"})
case("url-from-parent-with-query", "users", {"name": "posts", "endpoint": {"path": "{resources.users.url}", "params": {"size": 5}}},
     api=lambda r: {"data": [{"id": 1, "url": "$API/far/1?kind=a"}]} if r.path == "/users" else {"data": [{"id": number(r)}]})
case("umlaut-in-path", "users", {"name": "posts", "endpoint": "by/{resources.users.name}/posts"}, api=lambda r: {"data": [{"id": 1, "name": "Zoë ß"}]} if r.path == "/users" else tree(r))
case("empty-text-in-path", "users", {"name": "posts", "endpoint": "by/{resources.users.name}/posts"}, api=lambda r: {"data": [{"id": 1, "name": ""}]} if r.path == "/users" else tree(r))
case("big-number-in-path", "users", {"name": "posts", "endpoint": "by/{resources.users.n}/posts"},
     api=lambda r: {"data": [{"id": 1, "n": 12345678901234567890}, {"id": 2, "n": -5}]} if r.path == "/users" else tree(r))
case("percent-in-path", "users", {"name": "posts", "endpoint": "by/{resources.users.name}/posts"}, api=lambda r: {"data": [{"id": 1, "name": "50%"}]} if r.path == "/users" else tree(r))
case("signed-everywhere", {"name": "users", "endpoint": {"paginator": "json_link"}}, POSTS, client={"auth": {"type": "api_key", "name": "key", "api_key": Secret("key"), "location": "query"}},
     api=lambda r: {"data": rows(r.nth + 1, r.nth + 1), "next": "/users?page=2" if r.nth == 0 else None} if r.path == "/users" else tree(r))
case("child-without-auth", "users", {"name": "posts", "endpoint": {"path": "users/{resources.users.id}/posts", "auth": None}}, client={"auth": {"type": "bearer", "token": "t"}}, api=tree)
case("defaults-json-with-placeholder", {"name": "users", "endpoint": {"method": "GET", "json": {"size": None}}}, {"name": "posts", "endpoint": {"path": "posts", "json": {"user": "{resources.users.id}"}}},
     defaults={"endpoint": {"method": "POST", "json": {"size": 2}, "data_selector": "data"}}, api=lambda r: {"data": rows(2)} if r.path == "/users" else {"data": [{"id": r.json["user"]}]})
case("header-from-parent-and-client", "users", {"name": "posts", "endpoint": {"path": "posts", "headers": {"X-User": "{resources.users.id}"}}}, client={"headers": {"X-All": "1"}}, api=tree)


def growing(r):
    """Users 1 and 2 in the first run, 3 as well in the second."""
    if r.path != "/users":
        return tree(r)
    return {"data": [{"id": i, "u": i} for i in range(1, 3 + (r.run - 1))]}


FRESH = {"cursor_path": "u", "start_param": "since", "initial_value": 1}
case("incremental-parent-unselected", {"name": "users", "selected": False, "endpoint": {"incremental": FRESH}}, POSTS, api=growing, runs=2)
case("incremental-parent-two-children", {"name": "users", "endpoint": {"incremental": FRESH}}, POSTS, {"name": "albums", "endpoint": "users/{resources.users.id}/albums"}, api=growing, runs=2)
case("incremental-parent-with-steps", {"name": "users", "endpoint": {"incremental": FRESH}, "processing_steps": [{"filter": Code("lambda r: r['id'] != 2")}]}, POSTS, api=growing, runs=2)
case("incremental-parent-pages", {"name": "users", "endpoint": {"incremental": FRESH, "paginator": {"type": "page_number", "total_path": None}}}, POSTS, runs=2,
     api=lambda r: {"data": [{"id": r.nth + 1, "u": r.nth + 1}] if r.nth < 1 + r.run else []} if r.path == "/users" else tree(r))
case("incremental-grandparent", {"name": "users", "endpoint": {"incremental": FRESH}}, POSTS, {"name": "likes", "endpoint": "posts/{resources.posts.id}/likes"}, api=growing, runs=2)
case("incremental-in-defaults-and-child", {"name": "users"}, POSTS, defaults={"primary_key": "id", "endpoint": {"data_selector": "data", "incremental": FRESH}}, runs=1,
     api=lambda r: {"data": [{"id": 1, "u": 5}] if r.path == "/users" else [{"id": 11, "u": 3}, {"id": 12, "u": 4}]})
case("child-incremental-and-parent-placeholder", "users", {"name": "posts", "endpoint": {"path": "posts", "params": {"q": "user:{resources.users.id} since:{incremental.start_value}"},
     "incremental": {"cursor_path": "u", "initial_value": 1}}}, api=lambda r: {"data": rows(1) if r.path == "/users" else [{"id": 5, "u": r.run}, {"id": 6, "u": r.run + 1}]}, runs=2)
case("child-incremental-with-include", "users", {"name": "posts", "include_from_parent": ["id"], "endpoint": {"path": "users/{resources.users.id}/posts", "incremental": FRESH}},
     api=lambda r: {"data": rows(1) if r.path == "/users" else [{"id": 5, "u": r.run}, {"id": 6, "u": r.run + 1}]}, runs=2)
case("child-yield-map-with-include", "users", {**POSTS, "include_from_parent": ["id"], "processing_steps": [{"yield_map": Code("lambda r: [{'id': r['id'], 'n': n, 'user': r['_users_id']} for n in (1, 2)]")}]}, api=tree)
case("primary-key-missing", {"name": "rows", "primary_key": "key", "endpoint": {"incremental": FRESH}}, api=lambda r: {"data": [{"id": 1, "u": 1}]},
     differs="missing-key", want={"rows": [1]})
case("incremental-paged-desc-and-steps", {"name": "rows", "endpoint": {"incremental": {**FRESH, "row_order": "desc"}, "paginator": {"type": "page_number", "total_path": None}},
     "processing_steps": [{"map": Code("lambda r: dict(r, x=r['u'] * 2)")}]}, api=lambda r: {"data": [{"id": 9 - r.nth, "u": 9 - r.nth}] if r.nth < 5 else []})
case("post-search", {"name": "contacts", "endpoint": {"path": "search", "method": "POST", "json": {"filters": [{"name": "changed", "op": "GTE", "value": "{incremental.start_value}"}], "limit": 2},
     "paginator": {"type": "cursor", "cursor_path": "paging.next.after", "cursor_body_path": "after"}, "incremental": {"cursor_path": "u", "initial_value": "2024-01-01T00:00:00Z",
     "convert": Both(Code("lambda v: int(__import__('datetime').datetime.fromisoformat(v).timestamp() * 1000)"), "epoch_millis")}}}, runs=2,
     api=lambda r: {"data": [{"id": r.nth + 1, "u": f"2024-01-0{r.nth + r.run}T00:00:00Z"}], "paging": {"next": {"after": "2"}} if r.nth == 0 else {}})
