"""Each paginator, its parameters and its stop conditions (reference/dlt.md 1.12)."""

from apis import nth, pages, paths, rows
from case import Answer, add, one

THREE = ([1, 2], [3, 4], [5])


def case(id, paginator, api, endpoint=None, **rest):
    add(id, one({"path": "rows", "data_selector": "data", "paginator": paginator, **(endpoint or {})}), api, **rest)


# single_page
case("single_page/object", {"type": "single_page"}, pages(*THREE))
case("single_page/name", "single_page", pages(*THREE, next="/rows?page=2"))

# page_number
NO_TOTAL = {"type": "page_number", "total_path": None}
case("page_number/zero-based", NO_TOTAL, pages(*THREE, []))
case("page_number/one-based", {**NO_TOTAL, "base_page": 1}, pages(*THREE, []))
case("page_number/shorthand", "page_number", pages(*THREE, total=3))
case("page_number/total-pages", {"type": "page_number", "base_page": 1, "total_path": "meta.pages"},
     pages(*THREE, meta={"pages": 3}))
case("page_number/total-zero-based", {"type": "page_number", "total_path": "pages"}, pages(*THREE, pages=3))
case("page_number/total-as-text", {"type": "page_number", "base_page": 1}, pages(*THREE, total="3"))
case("page_number/total-float", {"type": "page_number", "base_page": 1}, pages(*THREE, total=2.9),
     differs="fractional-totals", want="failed")
case("page_number/total-shrinks", {"type": "page_number", "base_page": 1}, pages(*THREE, total=[3, 2, 1]))
case("page_number/total-zero", {"type": "page_number", "base_page": 1}, pages([], total=0))
case("page_number/total-no-number", {"type": "page_number"}, pages(*THREE, total="many"))
case("page_number/total-object", {"type": "page_number"}, pages(*THREE, total={"value": 3}))
case("page_number/param", {**NO_TOTAL, "page_param": "p"}, pages(*THREE, []))
case("page_number/first-page-to-ask-for", {**NO_TOTAL, "base_page": 1, "page": 3}, pages([5], []))
case("page_number/page-without-base", {"type": "page_number", "page": 1, "total_path": "total"}, pages(*THREE, total=3))
case("page_number/maximum", {**NO_TOTAL, "maximum_page": 2}, pages(*THREE, []))
case("page_number/maximum-is-exclusive", {**NO_TOTAL, "base_page": 1, "maximum_page": 2}, pages(*THREE, []))
case("page_number/maximum-before-total", {"type": "page_number", "maximum_page": 2}, pages(*THREE, total=3))
case("page_number/total-before-maximum", {"type": "page_number", "maximum_page": 9}, pages(*THREE, total=3))
case("page_number/empty-page-goes-on", {"type": "page_number", "stop_after_empty_page": False},
     pages([1], [], [3], total=3))
case("page_number/empty-page-stops-before-total", {"type": "page_number"}, pages([1], [], [3], total=3))
case("page_number/empty-page-without-total", {"type": "page_number", "base_page": 1}, pages([1], [], total=[2, ...]))
case("page_number/has-more", {**NO_TOTAL, "has_more_path": "more"}, pages(*THREE, more=[True, True, False]))
case("page_number/has-more-text", {**NO_TOTAL, "has_more_path": "more"}, pages(*THREE, more=["Yes", "t", "N"]))
case("page_number/has-more-number-text", {**NO_TOTAL, "has_more_path": "more"}, pages(*THREE, more=["1", "true", "0"]))
case("page_number/has-more-missing", {**NO_TOTAL, "has_more_path": "more"}, pages(*THREE))
case("page_number/has-more-null", {**NO_TOTAL, "has_more_path": "more"}, pages(*THREE, more=None))
case("page_number/has-more-number", {**NO_TOTAL, "has_more_path": "more"}, pages(*THREE, more=[1, 1, 0]),
     differs="has-more-numbers", want={"rows": [1, 2, 3, 4, 5]})
case("page_number/has-more-odd-text", {**NO_TOTAL, "has_more_path": "more"}, pages(*THREE, more="on"))
case("page_number/has-more-never-beats-maximum", {**NO_TOTAL, "has_more_path": "more", "maximum_page": 2},
     pages(*THREE, more=True))
case("page_number/has-more-never-beats-total", {"type": "page_number", "has_more_path": "more"}, pages(*THREE, total=2, more=True))
case("page_number/has-more-alone", {**NO_TOTAL, "stop_after_empty_page": False, "has_more_path": "more"},
     pages([1], [], [3], more=[True, True, False]))
case("page_number/short-page-goes-on", {**NO_TOTAL, "base_page": 1}, pages([1, 2, 3], [4], [5, 6], []),
     {"params": {"per_page": 3}})
case("page_number/paginator-beats-params", {**NO_TOTAL, "base_page": 1}, pages([1], []), {"params": {"page": 7, "q": "x"}})
case("page_number/body", {"type": "page_number", "base_page": 1, "total_path": None, "page_body_path": "page"},
     pages(*THREE, []), {"method": "POST", "json": {"q": "x"}})
case("page_number/body-nested", {"type": "page_number", "total_path": None, "page_body_path": "paging.current.page"},
     pages(*THREE, []), {"method": "POST", "json": {"paging": {"size": 2}, "q": [1]}})
case("page_number/body-without-json", {"type": "page_number", "total_path": None, "page_body_path": "a.page"},
     pages(*THREE, []), {"method": "POST"})
case("page_number/missing-total", {"type": "page_number", "base_page": 1}, pages(*THREE, []),
     differs="missing-total", want={"rows": [1, 2, 3, 4, 5]})
case("page_number/same-page-again", NO_TOTAL, lambda r: {"data": rows(2)}, differs="loop-guard", want="failed")
case("page_number/no-stop-condition", {"type": "page_number", "total_path": None, "stop_after_empty_page": False}, pages([1]))
case("page_number/param-and-body", {**NO_TOTAL, "page_param": "p", "page_body_path": "page"}, pages([1]))
case("page_number/empty-param", {**NO_TOTAL, "page_param": ""}, pages([1]))

# offset
OFFSET = {"type": "offset", "limit": 2}
NO_TOTAL = {**OFFSET, "total_path": None}
case("offset/total", OFFSET, pages(*THREE, total=5))
case("offset/total-path", {**OFFSET, "total_path": "meta.count"}, pages(*THREE, meta={"count": 5}))
case("offset/total-as-text", OFFSET, pages(*THREE, total="5"))
case("offset/total-reached-exactly", OFFSET, pages([1, 2], [3, 4], [], total=4))
case("offset/total-no-number", OFFSET, pages(*THREE, total="five"))
case("offset/total-missing", OFFSET, pages(*THREE, []), differs="missing-total", want={"rows": [1, 2, 3, 4, 5]})
case("offset/total-null", OFFSET, pages(*THREE, [], total=None), differs="missing-total", want={"rows": [1, 2, 3, 4, 5]})
case("offset/empty-page", NO_TOTAL, pages(*THREE, []))
case("offset/short-page-goes-on", NO_TOTAL, pages([1], [2, 3], []))
case("offset/start", {**NO_TOTAL, "offset": 10}, pages(*THREE, []))
case("offset/start-beyond-total", {**OFFSET, "offset": 10}, pages([9], total=5))
case("offset/names", {**NO_TOTAL, "offset_param": "startAt", "limit_param": "maxResults"}, pages(*THREE, []))
case("offset/maximum", {**NO_TOTAL, "maximum_offset": 4}, pages(*THREE, []))
case("offset/maximum-between-pages", {**NO_TOTAL, "maximum_offset": 3}, pages(*THREE, []))
case("offset/has-more", {**NO_TOTAL, "has_more_path": "more"}, pages(*THREE, more=["true", True, "false"]))
case("offset/has-more-alone", {**NO_TOTAL, "has_more_path": "more", "stop_after_empty_page": False},
     pages([1, 2], [], [5], more=[True, True, False]))
case("offset/has-more-missing", {**NO_TOTAL, "has_more_path": "more"}, pages(*THREE))
case("offset/empty-page-goes-on", {**OFFSET, "stop_after_empty_page": False}, pages([], [3, 4], [5], total=5))
case("offset/body", {**NO_TOTAL, "offset_body_path": "offset", "limit_body_path": "limit"},
     pages(*THREE, []), {"method": "POST", "json": {"q": "x"}})
case("offset/body-nested", {**NO_TOTAL, "offset_body_path": "page.from", "limit_body_path": "page.size"},
     pages(*THREE, []), {"method": "POST", "json": {"page": {"sort": "id"}}})
case("offset/body-and-query", {**NO_TOTAL, "offset_body_path": "offset"}, pages(*THREE, []), {"method": "POST", "json": {}})
case("offset/param-and-body", {**NO_TOTAL, "offset_param": "o", "offset_body_path": "o"}, pages([1]))
case("offset/limit-param-and-body", {**NO_TOTAL, "limit_param": "l", "limit_body_path": "l"}, pages([1]))
case("offset/no-stop-condition", {**NO_TOTAL, "stop_after_empty_page": False}, pages([1]))
case("offset/no-limit", {"type": "offset"}, pages([1], []), says="limit")
case("offset/same-page-again", NO_TOTAL, lambda r: {"data": rows(2)}, differs="loop-guard", want="failed")

# cursor
CURSOR = {"type": "cursor", "cursor_path": "next"}
case("cursor/defaults", "cursor", pages(*THREE, cursors=[{"next": "b"}, {"next": "c"}, {"next": None}]))
case("cursor/missing-ends", CURSOR, pages(*THREE, next=["b", "c", ...]))
case("cursor/null-ends", CURSOR, pages(*THREE, next=["b", "c", None]))
case("cursor/empty-text-ends", CURSOR, pages(*THREE, next=["b", "c", ""]))
case("cursor/zero-ends", CURSOR, pages(*THREE, next=[10, 20, 0]))
case("cursor/false-ends", CURSOR, pages(*THREE, next=["b", "c", False]))
case("cursor/number", {**CURSOR, "cursor_param": "after"}, pages(*THREE, next=[12345678901234567890, 1.5, None]))
case("cursor/odd-characters", CURSOR, pages(*THREE, next=["a b&c=d/e+f", "é%20", None]))
case("cursor/true", CURSOR, pages(*THREE, next=[True, "b", None]),
     differs="json-style-values", want={"rows": [1, 2, 3, 4, 5]})
case("cursor/last-record", {"type": "cursor", "cursor_path": "data[-1].id", "cursor_param": "starting_after", "has_more_path": "has_more"},
     pages(*THREE, has_more=[True, True, False]))
case("cursor/quoted-path", {"type": "cursor", "cursor_path": "paging['next.after']"},
     pages(*THREE, paging=[{"next.after": "b"}, {"next.after": "c"}, {}]))
case("cursor/odata", {"type": "cursor", "cursor_path": "['@odata.token']"}, pages(*THREE, **{"@odata.token": ["b", "c", ...]}))
case("cursor/empty-page-goes-on", CURSOR, pages([1], [], [3], next=["b", "c", None]))
case("cursor/empty-page-stops", {**CURSOR, "stop_after_empty_page": True}, pages([1], [], [3], next=["b", "c", None]))
case("cursor/has-more", {**CURSOR, "has_more_path": "more"}, pages(*THREE, next=["b", "c", "d"], more=[True, "true", False]))
case("cursor/has-more-without-cursor", {**CURSOR, "has_more_path": "more"}, pages(*THREE, next=["b", "", "d"], more=True))
case("cursor/has-more-missing", {**CURSOR, "has_more_path": "more"}, pages(*THREE, next="b"))
case("cursor/empty-page-stops-before-has-more", {**CURSOR, "has_more_path": "more", "stop_after_empty_page": True},
     pages([1], [], next=["b", "c"], more=[True, ...]))
case("cursor/params-stay", CURSOR, pages(*THREE, next=["b", "c", None]), {"params": {"q": "x", "cursor": "mine"}})
case("cursor/post-query-keeps-body", CURSOR, pages(*THREE, next=["b", "c", None]), {"method": "POST", "json": {"q": "x"}})
case("cursor/body", {**CURSOR, "cursor_body_path": "start_cursor"}, pages(*THREE, next=["b", "c", None]),
     {"method": "POST", "json": {"page_size": 2}})
case("cursor/body-nested", {**CURSOR, "cursor_body_path": "variables.page.after"}, pages(*THREE, next=["b", "c", None]),
     {"method": "POST", "json": {"query": "q", "variables": {"first": 2}}})
case("cursor/body-without-json", {**CURSOR, "cursor_body_path": "a.b"}, pages(*THREE, next=["b", 2, None]), {"method": "POST"})
case("cursor/param-and-body", {**CURSOR, "cursor_param": "c", "cursor_body_path": "c"}, pages([1]))
case("cursor/same-again", CURSOR, lambda r: {"data": rows(1), "next": "b"}, differs="loop-guard", want="failed")

# json_link
case("json_link/absolute", "json_link", pages(*THREE, next=["$API/rows?page=2", "$API/rows?page=3", None]))
case("json_link/relative-to-root", {"type": "json_link"}, pages(*THREE, next=["/rows?page=2", "/rows?page=3", ...]))
case("json_link/path", {"type": "json_link", "next_url_path": "links.next.href"},
     pages(*THREE, links=[{"next": {"href": "$API/rows?p=2"}}, {"next": {"href": "$API/rows?p=3"}}, {}]))
case("json_link/query-only", "json_link", pages(*THREE, next=["?page=2", "?page=3", None]))
case("json_link/relative-to-path", "json_link", paths(v1__rows=lambda r: {"data": rows(2), "next": "more?x=1"}, v1__more={"data": rows(3, 4)}),
     {"path": "v1/rows"})
case("json_link/params-go", "json_link", pages(*THREE, next=["/rows?page=2&q=x", "/rows?page=3", None]), {"params": {"q": "x", "size": 2}})
case("json_link/body-stays", "json_link", pages(*THREE, next=["/rows?page=2", "/rows?page=3", None]), {"method": "POST", "json": {"q": 1}})
case("json_link/headers-stay", "json_link", pages(*THREE, next=["/rows?page=2", "/rows?page=3", None]), {"headers": {"X-Kind": "all"}})
case("json_link/empty-page-goes-on", "json_link", pages([1], [], [3], next=["/rows?page=2", "/rows?page=3", None]))
case("json_link/quoted-key", {"type": "json_link", "next_url_path": "'@odata.nextLink'"},
     pages(*THREE, **{"@odata.nextLink": ["$API/rows?$skip=2", "$API/rows?$skip=4", ...]}))
case("json_link/old-name", "json_response", pages([1, 2], [3], next=["/rows?page=2", None]))
case("json_link/repeated-query-name", "json_link", pages([1], [2], next=["/rows?tag=a&tag=b&e=", None]))
case("json_link/escapes-stay", "json_link", pages([1], [2], next=["/rows?c=a%2Bb%3D%3D&d=x+y%20z", None]))
case("json_link/empty-text", "json_link", pages([1], [2], next=["", None]), differs="empty-link", want={"rows": [1]})
case("json_link/false", "json_link", pages([1], [2], next=[False, None]), differs="empty-link", want={"rows": [1]})
case("json_link/number", "json_link", pages([1], [2], next=[2, None]))
case("json_link/unquoted-odata", {"type": "json_link", "next_url_path": "@odata.nextLink"},
     pages([1], [2], **{"@odata.nextLink": ["$API/rows?$skip=2", ...]}), differs="at-sign-keys", want={"rows": [1, 2]})
case("json_link/same-again", "json_link", lambda r: {"data": rows(1), "next": "/rows?page=2"}, differs="loop-guard", want="failed")


# header_link
def linked(*links):
    return nth(*[Answer({"data": rows(i + 1, i + 1)}, headers={"Link": l} if l else {}) for i, l in enumerate(links)])


case("header_link/next", "header_link", linked('<$API/rows?page=2>; rel="next"', '<$API/rows?page=3>; rel="next"', ""))
case("header_link/among-others", "header_link",
     linked('<$API/rows?page=1>; rel="first", <$API/rows?page=2>; rel="next", <$API/rows?page=9>; rel="last"', '<$API/rows?page=1>; rel="first"'))
case("header_link/custom-rel", {"type": "header_link", "links_next_key": "more"}, linked('<$API/rows?page=2>; rel="more"', '<$API/rows?page=1>; rel="next"'))
case("header_link/relative", "header_link", linked('</rows?page=2>; rel="next"', ""))
case("header_link/unquoted-rel", "header_link", linked("<$API/rows?page=2>; rel=next", ""))
case("header_link/comma-in-url", "header_link", linked('<$API/rows?ids=1,2&page=2>; rel="next"', ""))
case("header_link/params-go", "header_link", linked('<$API/rows?page=2>; rel="next"', ""), {"params": {"per_page": 1}})
case("header_link/empty-page-goes-on", "header_link", nth(Answer({"data": []}, headers={"Link": '<$API/rows?page=2>; rel="next"'}), {"data": rows(2)}))
case("header_link/no-results", "header_link", lambda r: Answer({"data": rows(1)}, headers={
     "Link": f'<$API/rows?page={int(r.param("page", 1)) + 1}>; rel="next"; results="{"true" if r.nth == 0 else "false"}"'}),
     differs="link-without-results", want={"rows": [1, 1]})


# header_cursor
def cursors(*values):
    return nth(*[Answer({"data": rows(i + 1, i + 1)}, headers={} if v is None else {"X-Next": v}) for i, v in enumerate(values)])


case("header_cursor/key", {"type": "header_cursor", "cursor_key": "X-Next"}, cursors("b", "c", None))
case("header_cursor/key-in-other-case", {"type": "header_cursor", "cursor_key": "x-next", "cursor_param": "after"}, cursors("b", "c", None))
case("header_cursor/defaults", "header_cursor", nth(Answer({"data": rows(1)}, headers={"next": "b"}), {"data": rows(2, 2)}))
case("header_cursor/params-stay", {"type": "header_cursor", "cursor_key": "X-Next"}, cursors("b", None), {"params": {"q": "x"}})
