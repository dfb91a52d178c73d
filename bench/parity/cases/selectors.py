"""Where the records are, given and detected (reference/dlt.md 1.10, 1.13, 1.19, 8.2)."""

from apis import nth, paths, rows
from case import Answer, add, one


def case(id, selector, body, **rest):
    endpoint = {"path": "rows", "paginator": "single_page"}
    if selector is not None:
        endpoint["data_selector"] = selector
    add("selector/" + id, one(endpoint), lambda r: body, **rest)


R = {"id": 1}
case("root-list", "$", rows(3))
case("key", "data", {"data": rows(3), "other": rows(5)})
case("nested", "a.b.c", {"a": {"b": {"c": rows(3)}}})
case("each-element", "data[*]", {"data": rows(3)})
case("wildcard-object", "items.*", {"items": {"x": {"id": 1}, "y": {"id": 2}}})
case("inside-elements", "items[*].data", {"items": [{"data": {"id": 1}}, {"data": {"id": 2}}]})
case("seed-one-list", "items.*.data", {"items": {"a": {"data": rows(2)}}})
case("seed-two-objects", "items.*.data", {"items": {"a": {"data": {"id": 1}}, "b": {"data": {"id": 2}}}})
case("seed-elements", "items.*.data[*]", {"items": {"a": {"data": rows(2)}, "b": {"data": rows(3, 3)}}})
case("seed-one-in-list", "items.*.data", {"items": [{"data": {"id": 1}}]})
case("seed-two-lists", "items.*.data", {"items": {"a": {"data": rows(2)}, "b": {"data": rows(3, 3)}}},
     differs="matched-lists", want={"rows": [1, 2, 3]})
case("seed-two-lists-in-list", "items.*.data", {"items": [{"data": rows(2)}, {"data": rows(3, 3)}]},
     differs="matched-lists", want={"rows": [1, 2, 3]})
case("no-match", "nothing.here", {"data": rows(2)})
case("null", "data", {"data": None})
case("one-object", "data", {"data": {"id": 1, "x": [1, 2]}})
case("empty-object", "data", {"data": {}}, differs="empty-records", want={})
case("empty-list", "data", {"data": []})
case("scalar", "data", {"data": 7}, differs="wrapped-values", want={"rows": [7]})
case("scalars", "data", {"data": ["a", "b"]}, differs="wrapped-values", want={"rows": ["a", "b"]})
case("nulls-in-list", "data", {"data": [{"id": 1}, None, {"id": 2}]}, differs="null-records", want={"rows": [1, 2]})
case("no-mapping-over-lists", "data.id", {"data": rows(2)})
case("index", "data[0]", {"data": rows(3)})
case("last", "data[-1]", {"data": rows(3)})
case("slice", "data[1:3]", {"data": rows(4)})
case("filter", "data[?(@.id > 2)]", {"data": rows(4)})
case("filter-text", "data[?(@.kind == 'b')]", {"data": [{"id": 1, "kind": "a"}, {"id": 2, "kind": "b"}]})
case("descendants", "$..item", {"a": {"item": {"id": 1}}, "b": [{"item": {"id": 2}}]})
case("union", "(a[*])|(b[*])", {"a": rows(1), "b": rows(2, 2)})
case("union-of-keys", "x[a,b]", {"x": {"a": {"id": 1}, "b": {"id": 2}}})
case("quoted-key", "['many results']", {"many results": rows(2)})
case("hyphen", "many-results", {"many-results": rows(2)})
case("dollar-prefix", "$.data[*]", {"data": rows(2)})
case("empty-text-detects", "", {"meta": 1, "data": rows(2)})
case("bad-syntax", "data[", {"data": rows(2)}, differs="refused-early", want="refused")
case("numbers-and-text", "data", {"data": [{"id": 1, "f": 1.5, "big": 12345678901234567890, "t": "é😀\n\"", "n": None, "o": {"z": 1, "a": []}}]})
case("detect-root", None, rows(3))
case("detect-known-key", None, {"errors": [], "results": rows(2)})
case("detect-first-list", None, {"meta": {"tags": ["a"]}, "things": rows(2)}, differs="wrapped-values", want={"rows": ["a"]})
case("detect-unknown-list", None, {"count": 2, "things": rows(2)})
case("detect-deep", None, {"response": {"body": {"items": rows(2)}}})
case("detect-too-deep", None, {"a": {"b": {"c": {"items": rows(2)}}}})
case("detect-known-beats-earlier", None, {"links": [{"id": 9}], "payload": {"entries": rows(2)}})
case("detect-no-list", None, {"id": 1, "name": "x"})
case("detect-empty-object", None, {}, differs="empty-records", want={})
case("detect-key-in-other-case", None, {"errors": [{"id": 9}], "Data": rows(2)}, differs="keys-in-any-case", want={"rows": [1, 2]})


def detected(id, api, **rest):
    add("detect/" + id, one({"path": "rows"}), api, **rest)


detected("sticky-path", nth({"data": rows(2), "next": "/rows?page=2"}, {"items": rows(3, 4), "data": rows(5, 5)}))
detected("link-header", nth(Answer({"data": rows(2), "next": "/other"}, headers={"Link": '<$API/rows?page=2>; rel="next"'}), {"data": rows(3, 3)}))
detected("next-url", nth({"results": rows(2), "next": "$API/rows?page=2"}, {"results": rows(3, 3), "next": None}))
detected("next-nested", nth({"data": rows(2), "links": {"next": "/rows?page=2"}}, {"data": rows(3, 3), "links": {}}))
detected("next-href", nth({"data": rows(2), "_links": {"next": {"href": "/rows?page=2"}}}, {"data": rows(3, 3)}))
detected("next-url-key", nth({"data": rows(2), "nextPageUrl": "/rows?page=2"}, {"data": rows(3, 3)}))
detected("next-null-on-first", nth({"results": rows(2), "next": None}))
detected("cursor", nth({"data": rows(2), "next": "abc"}, {"data": rows(3, 3)}))
detected("cursor-nested", nth({"data": rows(2), "meta": {"next_cursor": "abc"}}, {"data": rows(3, 3), "meta": {"next_cursor": None}}))
detected("single-page", nth({"data": rows(2), "count": 2}))
detected("single-root-list", nth(rows(2)))
detected("page-numbers-zero-based", nth(*[{"data": page, "total_pages": 3} for page in (rows(2), rows(3, 4), rows(5, 5), [])]),
         differs="detected-first-page", want={"rows": [1, 2, 3, 4, 5]})
detected("page-numbers-one-based", lambda r: {"data": rows(int(r.param("page", 1)) * 2 - 1, int(r.param("page", 1)) * 2), "page": int(r.param("page", 1)), "total_pages": 3},
         differs="detected-first-page", want={"rows": [1, 2, 3, 4, 5, 6]})
detected("one-page-of-numbers", nth({"data": rows(2), "pages": 1}))
detected("empty", nth({"data": [], "next": None}))
add("detect/auto-by-name", one({"path": "rows", "paginator": "auto"}), nth({"data": rows(2), "next": "/rows?page=2"}, {"data": rows(3, 3)}))
add("detect/two-streams", {"client": {"base_url": "$API"}, "resources": ["users", "groups"]},
    paths(users=nth({"data": rows(2), "next": "/users?page=2"}, {"data": rows(3, 3)}), groups=nth({"items": rows(2), "next": "tok"}, {"items": rows(3, 3)})))
FOUND = {"differs": "detected-paginators", "want": {"rows": [1, 2, 3]}}
detected("next-page-token", nth({"items": rows(2), "nextPageToken": "t2"}, {"items": rows(3, 3)}),
         differs="detected-paginators", want=lambda records, requests: requests[1].param("pageToken") == "t2")
detected("next-steps-first", nth({"next_steps": {"a": 1}, "data": rows(2)}))
detected("next-true", nth({"data": rows(2), "next": True}, {"data": rows(3, 3), "next": False}), differs="detected-paginators", want={"rows": [1, 2]})
detected("has-more-and-last-id", nth({"data": rows(2), "has_more": True}), says="has_more", differs="detected-paginators", want="failed")
detected("paging-after", nth({"results": rows(2), "paging": {"next": {"after": "2"}}}, {"results": rows(3, 3)}), **FOUND)
detected("paging-link", nth({"results": rows(2), "paging": {"next": {"after": "2", "link": "/rows?after=2"}}}, {"results": rows(3, 3)}), **FOUND)
detected("odata", nth({"value": rows(2), "@odata.nextLink": "/rows?page=2"}, {"value": rows(3, 3)}), **FOUND)
detected("pages-not-a-number", nth({"data": rows(2), "pages": [1, 2]}))
detected("total-pages-as-text", nth({"data": rows(2), "totalPages": "1"}))
detected("offset-shape", nth({"data": rows(2), "offset": 0, "limit": 2, "total": 3}, {"data": rows(3, 3), "offset": 2, "limit": 2, "total": 3}), **FOUND)
detected("params-stay-with-cursor", nth({"data": rows(2), "next_cursor": "c"}, {"data": rows(3, 3), "next_cursor": ""}))
