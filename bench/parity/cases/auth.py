"""Authenticators (reference/dlt.md 1.14)."""

from apis import pages, rows
from case import Answer, Secret, add, one

ANY = lambda r: {"data": rows(2)}


def case(id, auth, api=ANY, endpoint=None, **rest):
    add("auth/" + id, one({"path": "rows", "paginator": "single_page", **(endpoint or {})}, {"auth": auth} if auth is not ... else {}), api, **rest)


case("bearer", {"type": "bearer", "token": Secret("token")})
case("no-type-means-bearer", {"token": "t"})
case("api-key-header", {"type": "api_key", "name": "X-Api-Key", "api_key": Secret("key"), "location": "header"})
case("api-key-defaults", {"type": "api_key", "api_key": "Token abc"})
case("api-key-query", {"type": "api_key", "name": "key", "api_key": "a b&c", "location": "query"})
case("api-key-param", {"type": "api_key", "name": "key", "api_key": "abc", "location": "param"}, endpoint={"params": {"q": "x"}})
case("api-key-cookie", {"type": "api_key", "name": "key", "api_key": "abc", "location": "cookie"}, differs="api-key-cookie", want={"rows": [1, 2]})
case("api-key-each-page", {"type": "api_key", "name": "key", "api_key": "abc", "location": "query"}, pages([1], [2], next=["/rows?page=2", None]),
     {"paginator": "json_link"})
case("api-key-once", {"type": "api_key", "name": "key", "api_key": "abc", "location": "query"}, pages([1], [2], next=["/rows?page=2&key=abc", None]),
     {"paginator": "json_link"}, differs="api-key-once", want=lambda records, requests: requests[1].query == [("page", "2"), ("key", "abc")])
case("basic", {"type": "http_basic", "username": "user", "password": Secret("password")})
case("basic-empty-password", {"type": "http_basic", "username": "key", "password": ""})
case("basic-umlaut", {"type": "http_basic", "username": "ä:b", "password": "p ß"})
case("each-page", {"type": "bearer", "token": "t"}, pages([1], [2], []), {"paginator": {"type": "page_number", "total_path": None}})
case("endpoint-over-client", {"type": "bearer", "token": "t"}, endpoint={"auth": {"type": "api_key", "name": "X-Key", "api_key": "k"}})
case("endpoint-null", {"type": "bearer", "token": "t"}, endpoint={"auth": None})
case("over-explicit-header", {"type": "bearer", "token": "t"}, endpoint={"headers": {"Authorization": "mine"}})
case("unauthorized", {"type": "bearer", "token": "t"}, lambda r: Answer({"error": "no"}, 401), says="401")
case("other-host-by-link", {"type": "bearer", "token": "t"},
     lambda r: {"data": rows(2), "next": None if r.path == "/more" else f"http://localhost:{r.headers['Host'].split(':')[1]}/more"},
     {"paginator": "json_link"}, differs="credentials-stay", want=lambda records, requests: [("Authorization" in r.headers) for r in requests] == [True, False])
case("other-host-by-redirect", {"type": "api_key", "name": "X-Key", "api_key": "k"},
     lambda r: Answer(None, 302, {"Location": f"http://localhost:{r.headers['Host'].split(':')[1]}/more"}) if r.path == "/rows" else {"data": rows(2)},
     differs="credentials-stay", want=lambda records, requests: [("X-Key" in r.headers) for r in requests] == [True, False])

# oauth2_client_credentials
OAUTH = {"type": "oauth2_client_credentials", "access_token_url": "$API/token", "client_id": "me", "client_secret": Secret("secret")}


def oauth(token, data=ANY):
    return lambda r: (token(r) if callable(token) else token) if r.path == "/token" else data(r)


TOKEN = {"access_token": "tok", "expires_in": 3600}
case("oauth2", OAUTH, oauth(TOKEN))
case("oauth2-each-page", OAUTH, oauth(TOKEN, pages([1], [2], [])), {"paginator": {"type": "page_number", "total_path": None}})
case("oauth2-request-data", {**OAUTH, "access_token_request_data": {"scope": "read write", "audience": "x"}}, oauth(TOKEN))
case("oauth2-data-over-fields", {**OAUTH, "access_token_request_data": {"grant_type": "password", "username": "u"}}, oauth(TOKEN))
case("oauth2-no-lifetime", {**OAUTH, "default_token_expiration": 60}, oauth({"access_token": "tok"}))
case("oauth2-expired-at-once", OAUTH, oauth(lambda r: {"access_token": f"tok{r.nth}", "expires_in": 0}, pages([1], [2], [])),
     {"paginator": {"type": "page_number", "total_path": None}})
case("oauth2-refused", OAUTH, oauth(Answer({"error": "invalid_client"}, 401)), says="401")
case("oauth2-refused-once", OAUTH, lambda r: {"access_token": f"tok{r.nth}", "expires_in": 3600} if r.path == "/token" else
     ({"data": rows(2)} if r.headers.get("Authorization") == "Bearer tok1" else Answer({}, 401)),
     differs="refused-token", want={"rows": [1, 2]})
add("auth/oauth2-two-streams", {"client": {"base_url": "$API", "auth": OAUTH, "paginator": "single_page"}, "resources": ["a", "b"]}, oauth(TOKEN),
    differs="one-token", want={"a": [1, 2], "b": [1, 2]})
