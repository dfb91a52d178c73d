"""Incremental reading in both spellings, over two runs (reference/dlt.md 3)."""

from case import Both, Code, add, one


def at(*values, first=1, field="u"):
    """Records with the ids 1, 2, … and these cursor values; ... leaves the field out."""
    return [{"id": i, **({} if v is ... else {field: v})} for i, v in enumerate(values, first)]


DAY = ["2024-01-01T00:00:00Z", "2024-01-02T00:00:00Z", "2024-01-03T00:00:00Z", "2024-01-04T00:00:00Z"]
FIRST, SECOND = at(*DAY[:3]), at(*DAY)


def runs(*bodies):
    """Another answer in each run."""
    return lambda r: {"data": bodies[min(r.run, len(bodies)) - 1]}


GROWING = runs(FIRST, SECOND)


def case(id, incremental, api=GROWING, runs=2, endpoint=None, **rest):
    resource = {k: rest.pop(k) for k in ("primary_key", "processing_steps", "write_disposition") if k in rest}
    endpoint = {"path": "rows", "data_selector": "data", "paginator": "single_page", **(endpoint or {})}
    if incremental is not None:
        endpoint["incremental"] = {"cursor_path": "u", **incremental}
    add("incremental/" + id, one(endpoint, **{"primary_key": "id", **resource}), api, runs=runs, **rest)


def param(id, incremental, api=GROWING, params=None, **rest):
    case(id, None, api, endpoint={"params": {"since": {"type": "incremental", "cursor_path": "u", **incremental}, **(params or {})}, **rest.pop("endpoint", {})}, **rest)


SINCE = {"start_param": "since", "initial_value": DAY[0]}
case("endpoint", SINCE)
param("param", {"initial_value": DAY[0]})
param("param-among-others", {"initial_value": DAY[0]}, params={"q": "x", "size": 10})
case("no-initial-value", {"start_param": "since"})
param("param-no-initial-value", {})
case("no-param", {"initial_value": DAY[1]})
case("filters-what-the-api-doesn-t", {**SINCE, "initial_value": DAY[1]})
case("nothing-new", SINCE, runs(FIRST, []))
case("unordered", SINCE, runs(at(DAY[2], DAY[0], DAY[1]), at(DAY[2], DAY[0], DAY[1], DAY[3], DAY[2])))
case("boundary-new-key", SINCE, runs(at(DAY[0], DAY[1]), at(DAY[0], DAY[1], DAY[1])))
case("boundary-without-key", SINCE, runs(at(DAY[0], DAY[1]), at(DAY[0], DAY[1], DAY[1])), primary_key=None)
case("boundary-composite-key", {"start_param": "since", "initial_value": 1}, runs([{"a": 1, "b": 1, "u": 5}, {"a": 1, "b": 2, "u": 5}], [{"a": 1, "b": 2, "u": 5, "x": 1}, {"a": 1, "b": 3, "u": 5}]),
     primary_key=["a", "b"], endpoint={})
case("boundary-key-of-its-own", {**SINCE, "primary_key": "k"}, runs([{"id": 1, "k": "a", "u": DAY[1]}], [{"id": 2, "k": "a", "u": DAY[1]}, {"id": 1, "k": "b", "u": DAY[1]}]))
case("boundary-no-key", {**SINCE, "primary_key": []}, runs(at(DAY[0], DAY[1]), at(DAY[0], DAY[1], DAY[1])))
case("three-runs", SINCE, runs(FIRST, SECOND, SECOND + at("2024-01-05T00:00:00Z", first=5)))
case("open-start", {**SINCE, "range_start": "open"}, runs(FIRST, SECOND + at(DAY[2], first=9)))
case("open-start-first-run", {**SINCE, "range_start": "open"}, runs=1)
case("numbers", {"start_param": "since", "initial_value": 5}, runs(at(3, 5, 9, 10), at(9, 10, 11, 100)))
case("number-and-float", {"start_param": "since", "initial_value": 1}, runs(at(1.5, 2, 2.5), at(2.5, 3)))
case("dates", {"start_param": "since", "initial_value": "2024-01-02"}, runs(at("2024-01-01", "2024-01-02", "2024-01-03"), at("2024-01-03", "2024-01-04")))
case("nested-path", {"cursor_path": "meta.updated", "start_param": "since", "initial_value": 1},
     runs([{"id": 1, "meta": {"updated": 1}}, {"id": 2, "meta": {"updated": 2}}], [{"id": 3, "meta": {"updated": 3}}, {"id": 4, "meta": {"updated": 1}}]))
case("quoted-path", {"cursor_path": "['last-change']", "start_param": "since", "initial_value": 1},
     runs([{"id": 1, "last-change": 1}, {"id": 2, "last-change": 2}], [{"id": 3, "last-change": 3}, {"id": 4, "last-change": 1}]))
case("min", {"start_param": "before", "last_value_func": "min", "initial_value": 50}, runs(at(60, 50, 40), at(40, 35, 45)))
case("max-by-name", {**SINCE, "last_value_func": "max"})
case("end-value", {**SINCE, "end_value": DAY[2], "end_param": "until"}, runs(SECOND, SECOND))
case("end-value-closed", {**SINCE, "end_value": DAY[2], "end_param": "until", "range_end": "closed"}, runs(SECOND, SECOND), runs=1)
case("end-value-open-start", {**SINCE, "end_value": DAY[3], "range_start": "open"}, runs(SECOND), runs=1)
case("end-value-without-param", {"initial_value": 2, "end_value": 4}, runs(at(1, 2, 3, 4, 5)), runs=1)
case("end-param-without-value", {**SINCE, "end_param": "until"}, runs=1)
case("missing-raise", SINCE, runs(at(DAY[1], ...)), runs=1)
case("missing-null-raise", SINCE, runs(at(DAY[1], None)), runs=1)
case("missing-include", {**SINCE, "on_cursor_value_missing": "include"}, runs(at(DAY[1], ..., None), at(DAY[2], ...)))
case("missing-exclude", {**SINCE, "on_cursor_value_missing": "exclude"}, runs(at(DAY[1], ..., None), at(DAY[2], ...)))
case("lag-number", {"start_param": "since", "initial_value": 10, "lag": 3}, runs(at(10, 15, 20), at(16, 17, 18, 20, 21)))
case("lag-number-not-below-initial", {"start_param": "since", "initial_value": 10, "lag": 30}, runs(at(10, 15, 20), at(9, 10, 21)))
case("lag-seconds", {"start_param": "since", "initial_value": DAY[0], "lag": 3600}, runs(FIRST, at("2024-01-02T23:30:00Z", "2024-01-02T22:30:00Z", DAY[3])))
case("lag-days", {"start_param": "since", "initial_value": "2024-01-01", "lag": 2}, runs(at("2024-01-01", "2024-01-10"), at("2024-01-07", "2024-01-08", "2024-01-11")))
case("lag-fraction-of-second-kept", {"start_param": "since", "initial_value": "2024-01-01T00:00:00.000Z", "lag": 60},
     runs(at("2024-01-03T00:00:00.000Z"), at("2024-01-03T00:00:00.000Z")),
     differs="lag-format", want=lambda records, requests: requests[0].param("since") in ("2024-01-01T00:00:00.000Z", "2024-01-02T23:59:00.000Z"))
case("lag-offset-kept", {"start_param": "since", "initial_value": "2024-01-01T00:00:00+02:00", "lag": 60},
     runs(at("2024-01-03T00:00:00+02:00"), at("2024-01-03T00:00:00+02:00")))
case("lag-min", {"start_param": "before", "initial_value": 50, "last_value_func": "min", "lag": 5}, runs(at(50, 40), at(44, 45, 46, 30)))
case("convert-named", {**SINCE, "convert": Both(Code("lambda v: int(__import__('datetime').datetime.fromisoformat(v).timestamp())"), "epoch_seconds")})
case("convert-millis", {**SINCE, "convert": Both(Code("lambda v: int(__import__('datetime').datetime.fromisoformat(v).timestamp() * 1000)"), "epoch_millis")})
case("convert-date", {**SINCE, "convert": Both(Code("lambda v: v[:10]"), "iso_date")})
case("convert-strftime", {**SINCE, "convert": Both(Code("lambda v: __import__('datetime').datetime.fromisoformat(v).strftime('%d/%m/%Y %H:%M')"), "strftime:%d/%m/%Y %H:%M")})
case("convert-lambda", {**SINCE, "convert": Code("lambda v: v[:10]")})
case("convert-to-clause", {"start_param": "jql", "initial_value": DAY[0], "convert": Code("lambda v: \"updated >= '\" + v[:10] + \"' order by updated\"")})
case("convert-end", {**SINCE, "end_value": DAY[2], "end_param": "until", "convert": Code("lambda v: v[:10]")}, runs=1)
param("convert-in-param", {"initial_value": DAY[0], "convert": Code("lambda v: v[:4]")})
case("row-order-desc-stops", {"row_order": "desc"}, lambda r: {"data": [[{"id": 9 - 2 * r.nth, "u": 9 - 2 * r.nth}, {"id": 8 - 2 * r.nth, "u": 8 - 2 * r.nth}],
     [{"id": 12 - 2 * r.nth, "u": 12 - 2 * r.nth}, {"id": 11 - 2 * r.nth, "u": 11 - 2 * r.nth}]][r.run - 1] if r.nth < 4 else []},
     endpoint={"paginator": {"type": "page_number", "total_path": None}},
     differs="desc-wholly-old", want=[{"rows": [9, 8, 7, 6, 5, 4, 3, 2]}, {"rows": [12, 11, 10]}])
case("placeholder-query", {"initial_value": DAY[0]}, endpoint={"params": {"filter": "updated:>{incremental.start_value}", "q": "x"}})
case("placeholder-path", {"initial_value": "2024-01-01"}, runs(at("2024-01-01", "2024-01-02")), runs=1, endpoint={"path": "since/{incremental.start_value}/rows"})
case("placeholder-json", {"initial_value": 5}, runs(at(5, 6), at(6, 7)), endpoint={"method": "POST", "json": {"filter": {"since": "{incremental.start_value}", "text": "u > {incremental.start_value}"}}})
case("placeholder-header", {"initial_value": DAY[0]}, endpoint={"headers": {"X-Since": "{incremental.start_value}"}})
case("placeholder-form", {"initial_value": DAY[0]}, endpoint={"method": "POST", "data": {"since": "{incremental.start_value}"}})
case("placeholder-end", {"initial_value": 2, "end_value": 4}, runs(at(1, 2, 3, 4)), runs=1, endpoint={"params": {"range": "{incremental.start_value}..{incremental.end_value}"}})
case("placeholder-last-and-initial", {"initial_value": 2}, runs(at(1, 2, 3, 4), at(5)), endpoint={"params": {"a": "{incremental.last_value}", "b": "{incremental.initial_value}"}})
case("placeholder-converted", {"initial_value": DAY[0], "convert": Code("lambda v: v[:10]")}, endpoint={"params": {"since": "{incremental.start_value}"}})
case("placeholder-and-start-param", SINCE, endpoint={"headers": {"X-Since": "{incremental.start_value}"}})
case("every-page", SINCE, lambda r: {"data": (SECOND if r.run == 2 else FIRST)[r.nth * 2:r.nth * 2 + 2]}, endpoint={"paginator": {"type": "page_number", "total_path": None}})
case("start-param-with-link", SINCE, lambda r: {"data": at(DAY[r.nth], first=r.nth + 1), "next": "/rows?page=2" if r.nth == 0 else None}, endpoint={"paginator": "json_link"})
case("start-param-on-post", SINCE, endpoint={"method": "POST", "json": {"q": 1}})
case("step-makes-cursor", {"initial_value": 2}, runs([{"id": 1, "x": 1}, {"id": 2, "x": 2}], [{"id": 3, "x": 3}]), processing_steps=[{"map": Code("lambda r: {'id': r['id'], 'u': r['x'] * 2}")}])
case("merge-disposition", SINCE, write_disposition="merge")
add("incremental/defaults", {"client": {"base_url": "$API", "paginator": "single_page"}, "resource_defaults": {"primary_key": "id", "endpoint": {
    "data_selector": "data", "incremental": {"cursor_path": "u", "start_param": "since", "initial_value": DAY[0]}}}, "resources": ["a", "b"]},
    lambda r: {"data": (FIRST if r.path == "/a" else at(DAY[1])) if r.run == 1 else SECOND}, runs=2)
add("incremental/parent", {"client": {"base_url": "$API", "paginator": "single_page"}, "resource_defaults": {"primary_key": "id", "endpoint": {"data_selector": "data"}}, "resources": [
    {"name": "users", "endpoint": {"incremental": {"cursor_path": "u", "start_param": "since", "initial_value": DAY[0]}}}, {"name": "posts", "endpoint": "users/{resources.users.id}/posts"}]},
    lambda r: {"data": (FIRST if r.run == 1 else SECOND) if r.path == "/users" else [{"id": int(r.path[7]) * 10}]}, runs=2)
CHILD = {"client": {"base_url": "$API", "paginator": "single_page"}, "resource_defaults": {"primary_key": "id", "endpoint": {"data_selector": "data"}}, "resources": [
    {"name": "users"}, {"name": "posts", "endpoint": {"path": "users/{resources.users.id}/posts", "incremental": {"cursor_path": "u", "start_param": "since", "initial_value": 1}}}]}
add("incremental/child-one-parent", CHILD, lambda r: {"data": [{"id": 1}] if r.path == "/users" else at(1, 2, 3) if r.run == 1 else at(3, 4, first=3)}, runs=2)
add("incremental/child-parent-pages", {**CHILD, "resources": [{"name": "users", "endpoint": {"paginator": {"type": "page_number", "total_path": None}}}, CHILD["resources"][1]]},
    lambda r: {"data": ([{"id": r.nth + 1}] if r.nth < 2 else []) if r.path == "/users" else at(10, 11) if "/1/" in r.path else at(1, 2, 3, first=5)},
    differs="child-incremental", want={"users": [1, 2], "posts": [1, 2, 5, 6, 7]})
add("incremental/child-cursor-for-each", CHILD, lambda r: {"data": [{"id": 1}, {"id": 2}] if r.path == "/users" else (at(10, 11) if "/1/" in r.path else at(2, 3, first=5)) if r.run == 1
    else (at(11, 12, first=2) if "/1/" in r.path else at(3, 4, first=6))}, runs=2,
    differs="child-incremental", want=[{"users": [1, 2], "posts": [1, 2, 5, 6]}, {"users": [1, 2], "posts": [3, 7]}])
case("row-order-asc-stops-at-end", {"initial_value": 1, "end_value": 4, "row_order": "asc"}, lambda r: {"data": at(r.nth * 2 + 1, r.nth * 2 + 2, first=r.nth * 2 + 1) if r.nth < 5 else []},
     runs=1, endpoint={"paginator": {"type": "page_number", "total_path": None}})
case("row-order-asc", {"initial_value": 1, "row_order": "asc"}, lambda r: {"data": at(r.nth * 2 + 1, r.nth * 2 + 2, first=r.nth * 2 + 1) if r.nth < 3 else []},
     endpoint={"paginator": {"type": "page_number", "total_path": None}})
case("other-type-than-initial", {"start_param": "since", "initial_value": "2024-01-01"}, runs(at(5, 6)), runs=1, differs="incomparable-values", want={"rows": [1, 2]})
case("external-schedulers", {**SINCE, "allow_external_schedulers": True}, differs="external-schedulers", want=[{"rows": [1, 2, 3]}, {"rows": [4]}])
case("lag-zero", {**SINCE, "lag": 0})
case("lag-with-end", {"start_param": "since", "initial_value": 5, "end_value": 9, "lag": 3}, runs(at(3, 5, 8, 9)), runs=1)
case("filtered-by-a-step", SINCE, processing_steps=[{"filter": Code("lambda r: r['id'] != 3")}])
case("all-from-the-second-on-filtered", SINCE, runs(FIRST, at(DAY[0], DAY[1])))
case("texts", {"start_param": "since", "initial_value": "b"}, runs(at("a", "b", "c"), at("b", "c", "d")))
case("milliseconds", {"start_param": "since", "initial_value": 1704067200000}, runs(at(1704067200000, 1704067200001), at(1704067200001, 1704067200002)))
case("fractions-of-seconds", {**SINCE, "initial_value": "2024-01-01T00:00:00.000Z"}, runs(at("2024-01-01T00:00:00.001Z", "2024-01-01T00:00:00.010Z"), at("2024-01-01T00:00:00.009Z", "2024-01-01T00:00:00.011Z")))
case("state-stays-through-an-empty-run", SINCE, lambda r: {"data": [FIRST, [], SECOND][r.run - 1]}, runs=3)
case("three-growing-runs", SINCE, lambda r: {"data": [FIRST, SECOND, SECOND + at("2024-01-05T00:00:00Z", first=5)][r.run - 1]}, runs=3)
add("incremental/child-param", {"client": {"base_url": "$API", "paginator": "single_page"}, "resource_defaults": {"primary_key": "id", "endpoint": {"data_selector": "data"}}, "resources": [
    "users", {"name": "posts", "endpoint": {"path": "users/{resources.users.id}/posts", "params": {"since": {"type": "incremental", "cursor_path": "u", "initial_value": 1}}}}]},
    lambda r: {"data": [{"id": 1}] if r.path == "/users" else at(1, 2, 3) if r.run == 1 else at(3, 4, first=3)}, runs=2)
add("incremental/child-placeholders", {"client": {"base_url": "$API", "paginator": "single_page"}, "resource_defaults": {"primary_key": "id", "endpoint": {"data_selector": "data"}}, "resources": [
    "users", {"name": "posts", "endpoint": {"path": "posts", "method": "POST", "json": {"user": "{resources.users.id}", "since": "{incremental.start_value}"},
    "incremental": {"cursor_path": "u", "initial_value": 1}}}]},
    lambda r: {"data": [{"id": 1}] if r.path == "/users" else at(1, 2, 3) if r.run == 1 else at(3, 4, first=3)}, runs=2)
add("incremental/child-ordered", {**CHILD, "resources": [CHILD["resources"][0], {"name": "posts", "endpoint": {**CHILD["resources"][1]["endpoint"],
    "incremental": {"cursor_path": "u", "start_param": "since", "initial_value": 1, "row_order": "asc"}}}]},
    lambda r: {"data": [{"id": 1}] if r.path == "/users" else at(1, 2, 3)}, runs=2)
add("incremental/two-streams", {"client": {"base_url": "$API", "paginator": "single_page"}, "resource_defaults": {"primary_key": "id", "endpoint": {"data_selector": "data"}}, "resources": [
    {"name": "a", "endpoint": {"incremental": {"cursor_path": "u", "start_param": "since", "initial_value": 1}}},
    {"name": "b", "endpoint": {"params": {"from": {"type": "incremental", "cursor_path": "v", "initial_value": "x"}}}}, "c"]},
    lambda r: {"data": [{"id": i, "u": i + r.run, "v": "xyz"[i - 1]} for i in (1, 2, 3)]}, runs=2)
case("zones-mixed", {**SINCE, "initial_value": "2024-01-02T00:00:00Z"}, runs(at("2024-01-02T00:00:00Z", "2024-01-02T01:30:00+02:00", "2024-01-02T03:00:00+02:00")), runs=1,
     differs="compared-as-such", want={"rows": [1, 3]})
case("numbers-as-texts", {"start_param": "since", "initial_value": "9"}, runs(at("8", "9", "10")), runs=1, differs="compared-as-such", want={"rows": [2, 3]})
case("with-and-without-fraction", {**SINCE, "initial_value": "2024-01-01T00:00:00Z"}, runs(at("2024-01-01T00:00:00.500Z"), at("2024-01-01T00:00:00Z", "2024-01-01T00:00:01Z")),
     differs="compared-as-such", want=[{"rows": [1]}, {"rows": [2]}])
