"""Runs a case through dlt, in this process, and through our binary."""

import copy
import json
import os
import subprocess
import zlib
from dataclasses import dataclass, field
from pathlib import Path

from case import Case, config, for_dlt, secret_value, secrets_in


@dataclass
class Outcome:
    """What came of one run: records by stream and, where it broke off, why."""

    records: dict = field(default_factory=dict)
    error: str = ""
    state: object = None


def quiet_dlt() -> None:
    """Has dlt log nothing, report nothing and hardly wait before it tries again."""
    os.environ.update({
        "RUNTIME__LOG_LEVEL": "CRITICAL", "RUNTIME__DLTHUB_TELEMETRY": "false",
        "RUNTIME__REQUEST_BACKOFF_FACTOR": "0.01", "DLT_DISABLE_VERSION_CHECK": "true",
    })
    import warnings

    warnings.simplefilter("ignore")


def run_dlt(case: Case, api: str, state) -> Outcome:
    """Iterates over dlt's pipes, as its extract step does, and keeps the state."""
    from dlt.common.configuration import inject_section
    from dlt.common.configuration.container import Container
    from dlt.common.pipeline import StateInjectableContext
    from dlt.extract.pipe_iterator import ManagedPipeIterator
    from dlt.sources.rest_api import rest_api_source

    out = Outcome(state=copy.deepcopy(state) if state else {"sources": {}})
    try:
        source = rest_api_source(for_dlt(case.definition, api))
        section, held = source._get_config_section_context(), StateInjectableContext(state=out.state)
        with inject_section(section), Container().injectable_context(held):
            pipes = ManagedPipeIterator.from_pipes(source.resources.selected_pipes)
        pipes.set_context([section, held])
        for item in pipes:
            rows = item.item if isinstance(item.item, list) else [item.item]
            out.records.setdefault(item.pipe.name, []).extend(rows)
    except Exception as e:
        while e.__cause__ is not None and "extract" in type(e).__module__:
            e = e.__cause__
        out.error = f"{type(e).__name__}: {e}"
    return out


def form_of(case: Case) -> str:
    """What the case says, or else one of four forms, a quarter of the cases each."""
    return case.form or ("inline", "json", "yaml", "python")[zlib.crc32(case.id.encode()) % 4]


def run_ours(case: Case, api: str, state, binary: str, work: Path) -> Outcome:
    """Starts the binary's read command and sorts its messages."""
    secrets = [{"name": n, "value": secret_value(n)} for n in sorted(secrets_in(case.definition))]
    options = {**config(case, api, form_of(case)), "concurrency": 1, "secrets": secrets}
    catalog = {"streams": [{
        "stream": {"name": name, "json_schema": {}, "supported_sync_modes": ["full_refresh", "incremental"]},
        "sync_mode": "incremental", "destination_sync_mode": "append"} for name in case.streams()]}
    args = [binary, "read"]
    for name, value in {"config": options, "catalog": catalog, "state": state}.items():
        if value is None:
            continue
        (work / name).write_text(json.dumps(value))
        args += ["--" + name, str(work / name)]
    done = subprocess.run(args, capture_output=True, text=True, timeout=120)
    out, states, traces = Outcome(), {}, []
    for line in done.stdout.splitlines():
        message = json.loads(line)
        match message["type"]:
            case "RECORD":
                out.records.setdefault(message["record"]["stream"], []).append(message["record"]["data"])
            case "STATE":
                states[message["state"]["stream"]["stream_descriptor"]["name"]] = message["state"]
            case "TRACE" if message["trace"]["type"] == "ERROR":
                traces.append(message["trace"]["error"]["message"])
    if done.returncode:
        out.error = " | ".join(traces) or done.stderr or f"exit code {done.returncode}"
    out.state = list(states.values())
    return out
