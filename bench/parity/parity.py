"""Reads every case with dlt and with ours and compares records and requests.

    python parity.py BINARY [PATTERN]

Records are compared by stream, in order (those of children in any order), requests by
path: method, query, body and headers, in order. A case that is not alike has to name an
entry of docs/differences-from-dlt.md, and ours has to do what the case says. Exit code 1
for anything else.
"""

import importlib
import json
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import sides
from case import CASES, Case
from server import Server

HERE = Path(__file__).resolve().parent
DIFFERENCES = HERE.parent.parent / "docs" / "differences-from-dlt.md"
GROUPS = [p.stem for p in sorted((HERE / "cases").glob("[a-z]*.py"))]


def listed() -> set[str]:
    """The ids of docs/differences-from-dlt.md: table rows that begin with a code span."""
    return set(re.findall(r"^\| `([a-z0-9-]+)` \|", DIFFERENCES.read_text(), re.M))


def outcome(run: sides.Outcome, requests: list) -> str:
    """ok, failed, or refused where it failed before any request."""
    if not run.error:
        return "ok"
    return "failed" if requests else "refused"


def is_child(definition: dict, stream: str) -> bool:
    """Whether a stream is read for each record of another one."""
    text = json.dumps([r for r in definition["resources"] if isinstance(r, dict) and r.get("name") == stream], default=str)
    return "{resources." in text or '"resolve"' in text


def same(case: Case, stream: str, a: list, b: list) -> bool:
    """Whether two lists of records are alike, in any order for a child."""
    if is_child(case.definition, stream):
        key = lambda rows: Counter(json.dumps(r, sort_keys=True, default=str) for r in rows)
        return key(a) == key(b)
    return json.dumps(a, sort_keys=True, default=str) == json.dumps(b, sort_keys=True, default=str)


def by_path(requests: list) -> dict:
    """The requests to each host and path, in order."""
    paths: dict = {}
    for r in requests:
        paths.setdefault((r.host.split(":")[0], r.path), []).append(r.seen())
    return paths


def unlike(case: Case, runs: list) -> list[str]:
    """What is not alike, in words."""
    found = []
    for n, ((theirs, their_requests), (ours, our_requests)) in enumerate(runs, 1):
        run = f"run {n}: " if len(runs) > 1 else ""
        a, b = outcome(theirs, their_requests), outcome(ours, our_requests)
        if a != b:
            found.append(f"{run}dlt {a} {theirs.error[:300]!r}, ours {b} {ours.error[:420]!r}")
        for stream in sorted(theirs.records.keys() | ours.records.keys()):
            x, y = theirs.records.get(stream, []), ours.records.get(stream, [])
            if not same(case, stream, x, y):
                found.append(f"{run}records of {stream}: dlt {brief(x)}, ours {brief(y)}")
        x, y = by_path(their_requests), by_path(our_requests)
        for path in sorted(x.keys() | y.keys()):
            if x.get(path) != y.get(path):
                found.append(f"{run}requests to {path[1]}: dlt {x.get(path, [])}, ours {y.get(path, [])}"[:420])
    return found


def brief(rows: list) -> str:
    return f"{len(rows)} {json.dumps(rows, default=str)[:240]}"


def ids(rows: list) -> list:
    return [r.get("id", r.get("value")) for r in rows]


def as_wanted(case: Case, runs: list) -> str:
    """Why ours is not what a case with a listed difference wants of it, or nothing."""
    wants = case.want if isinstance(case.want, list) else [case.want] * len(runs)
    for want, (_, (ours, requests)) in zip(wants, runs, strict=True):
        result = outcome(ours, requests)
        if isinstance(want, str):
            if result != want:
                return f"ours {result} {ours.error[:300]}, not {want}"
        elif callable(want):
            if not want(ours.records, requests):
                return f"ours gave {ours.records} for {[(r.path, r.query) for r in requests]}"[:900]
        elif result != "ok":
            return f"ours {result}: {ours.error[:300]}"
        elif (got := {k: ids(v) for k, v in ours.records.items()}) != want:
            return f"ours gave {got}, not {want}"
    return ""


def run(case: Case, server: Server, binary: str, work: Path) -> list:
    """Both sides' runs: a pair of (outcome, requests) for each."""
    results = []
    for side in (lambda state: sides.run_dlt(case, server.url, state),
                 lambda state: sides.run_ours(case, server.url, state, binary, work)):
        state, runs = None, []
        for n in range(1, case.runs + 1):
            server.begin(case, n)
            done = side(state)
            state = done.state
            runs.append((done, server.requests))
        results.append(runs)
    return list(zip(*results))


def judge(case: Case, runs: list, known: set[str]) -> tuple[str, list[str]]:
    """The verdict, and what speaks against an alike one."""
    found = unlike(case, runs)
    silent = [ours.error for _, (ours, _) in runs if case.says and not re.search(case.says, ours.error)]
    if silent:
        return "DIFFERENT", [f"our message lacks {case.says!r}: {silent[0]}"]
    if not case.differs:
        return ("DIFFERENT", found) if found else ("alike", [])
    if case.differs not in known:
        return "DIFFERENT", [f"{case.differs} is not in {DIFFERENCES.name}"] + found
    if not found:
        return "DIFFERENT", [f"alike by now: take {case.differs} off the case"]
    if wrong := as_wanted(case, runs):
        return "DIFFERENT", [wrong] + found
    return "listed difference", []


def report(case: Case, runs: list, verdict: str, why: list[str]) -> None:
    """Prints a row of the table, and what is behind it where that is not alike."""
    records = sum(len(rows) for _, (ours, _) in runs for rows in ours.records.values())
    requests = sum(len(r) for _, (_, r) in runs)
    last = outcome(*runs[-1][1])
    note = {"alike": "" if last == "ok" else f", both {last}", "listed difference": ": " + case.differs}.get(verdict, "")
    print(f"{case.id:<44} {requests:>3} requests {records:>3} records  {verdict}{note}", flush=True)
    for line in why:
        print("    " + line, flush=True)


def compare(cases: list[Case], binary: str, known: set[str]) -> Counter:
    """Runs the cases and returns how many of them came out how."""
    verdicts, server = Counter(), Server()
    with tempfile.TemporaryDirectory() as work:
        for case in cases:
            runs = run(case, server, binary, Path(work))
            verdict, why = judge(case, runs, known)
            verdicts[verdict] += 1
            report(case, runs, verdict, why)
    return verdicts


def untidy(known: set[str]) -> list[str]:
    """What is wrong with the collection of cases itself."""
    doubles = [id for id, n in Counter(c.id for c in CASES).items() if n > 1]
    idle = sorted(known - {c.differs for c in CASES})
    return [f"two cases are named {id}" for id in doubles] + [f"no case shows the difference {id}" for id in idle]


def main() -> int:
    binary, pattern = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    sides.quiet_dlt()
    for group in GROUPS:
        importlib.import_module("cases." + group)
    known, begun = listed(), time.time()
    verdicts = compare([c for c in CASES if re.search(pattern, c.id)], binary, known)
    faults = untidy(known)
    counts = ", ".join(f"{n} {v}" for v, n in verdicts.most_common())
    print("\n".join(["", *faults, f"{verdicts.total()} cases in {time.time() - begun:.0f} s: {counts}"]))
    return 1 if verdicts["DIFFERENT"] or faults else 0


if __name__ == "__main__":
    sys.exit(main())
