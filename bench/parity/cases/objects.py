"""Python objects in place of words: paginators, authenticators, incrementals, functions."""

from apis import nth, pages, rows
from case import Answer, Both, Code, add, one

FROM = {"paginators": "dlt.sources.helpers.rest_client.paginators", "auth": "dlt.sources.helpers.rest_client.auth", "sources": "dlt.sources"}


def made(module, call):
    """An object that is made by a call: with its import for dlt, as it stands for ours."""
    return Both(Code(f"__import__('{FROM[module]}', fromlist=['x']).{call}"), Code(call if module != "sources" else f"dlt.sources.{call}"))


def paginator(id, call, api, **endpoint):
    add("objects/" + id, one({"path": "rows", "data_selector": "data", "paginator": made("paginators", call), **endpoint}), api, form="python")


THREE = ([1, 2], [3, 4], [5])
paginator("page-number", "PageNumberPaginator(base_page=1, total_path=None)", pages(*THREE, []))
paginator("page-number-all", "PageNumberPaginator(base_page=1, page=2, page_param='p', total_path='meta.pages', maximum_page=5, stop_after_empty_page=False)",
          pages(*THREE, meta={"pages": 3}))
paginator("offset", "OffsetPaginator(limit=2, total_path=None)", pages(*THREE, []))
paginator("offset-positional", "OffsetPaginator(2, 0, total_path='total')", pages(*THREE, total=5))
paginator("offset-body", "OffsetPaginator(limit=2, offset_body_path='page.from', limit_body_path='page.size', total_path=None)", pages(*THREE, []), method="POST", json={"q": 1})
paginator("cursor", "JSONResponseCursorPaginator(cursor_path='next', cursor_param='after')", pages(*THREE, next=["b", "c", None]))
paginator("cursor-positional", "JSONResponseCursorPaginator('next')", pages(*THREE, next=["b", "c", None]))
paginator("json-link", "JSONLinkPaginator(next_url_path='next')", pages(*THREE, next=["/rows?page=2", "/rows?page=3", None]))
paginator("header-link", "HeaderLinkPaginator()", nth(Answer({"data": rows(2)}, headers={"Link": '<$API/rows?page=2>; rel="next"'}), {"data": rows(3, 3)}))
paginator("header-cursor", "HeaderCursorPaginator(cursor_key='X-Next', cursor_param='c')", nth(Answer({"data": rows(2)}, headers={"X-Next": "b"}), {"data": rows(3, 3)}))
paginator("single-page", "SinglePagePaginator()", pages(*THREE))


def auth(id, call, api=lambda r: {"access_token": "tok", "expires_in": 60} if r.path == "/token" else {"data": rows(2)}):
    add("objects/" + id, one({"path": "rows", "paginator": "single_page"}, {"auth": made("auth", call)}), api, form="python")


auth("bearer", "BearerTokenAuth(token='t')")
auth("bearer-positional", "BearerTokenAuth('t')")
auth("api-key", "APIKeyAuth(name='X-Key', api_key='k', location='header')")
auth("api-key-query", "APIKeyAuth(name='key', api_key='k', location='query')")
auth("basic", "HttpBasicAuth('user', 'password')")
auth("oauth2", "OAuth2ClientCredentials(access_token_url='$API/token', client_id='me', client_secret='s')")


def incremental(id, call, runs=2, **more):
    def api(r):
        return {"data": [{"id": i, "u": i} for i in (range(1, 4) if r.run == 1 else range(3, 6))]}

    add("objects/" + id, one({"path": "rows", "data_selector": "data", "paginator": "single_page", "params": {"since": made("sources", call), "q": "x"}},
        primary_key="id", **more), api, form="python", runs=runs)


incremental("incremental", "incremental('u', initial_value=2)")
incremental("incremental-by-name", "incremental(cursor_path='u', initial_value=1, last_value_func=max)")
incremental("incremental-open", "incremental('u', initial_value=1, range_start='open')")
incremental("incremental-min", "incremental('u', initial_value=2, last_value_func=min)")
incremental("incremental-lag", "incremental('u', initial_value=1, lag=1)")
incremental("incremental-row-order", "incremental('u', initial_value=1, row_order='asc')")
add("objects/functions-by-name", one({"path": "rows", "data_selector": "data", "paginator": "single_page", "incremental": {"cursor_path": "u", "initial_value": 1,
    "start_param": "since", "last_value_func": Code("max"), "convert": Code("str")}}), lambda r: {"data": [{"id": 1, "u": 1}, {"id": 2, "u": 2}]}, form="python", runs=2)
