"""What a parity case is made of: a definition, the API it reads, and what may differ."""

import copy
import json
from dataclasses import dataclass, field
from typing import Any, Callable

import yaml

CASES: list["Case"] = []


class Code(str):
    """A callable, written as the text that both sides read."""


class Both:
    """A value that the two sides spell differently, such as a named conversion."""

    def __init__(self, dlt: Any, ours: Any):
        self.dlt, self.ours = dlt, ours


class Secret(str):
    """The name of a secret; its value is secret_value(name) on both sides."""


def secret_value(name: str) -> str:
    return "value-of-" + name


@dataclass
class Answer:
    """One answer of the API; body is JSON unless it is bytes."""

    body: Any = None
    status: int = 200
    headers: dict = field(default_factory=dict)


@dataclass
class Case:
    """One definition, read from the same API by both sides.

    api answers a Request with an Answer or a plain JSON value. runs > 1 reads again with
    the state of the run before. differs names the entry of docs/differences-from-dlt.md
    that explains why the two are not alike; want is then what ours has to give: ids of
    the records by stream, or "refused" (no request was made), or "failed".
    """

    id: str
    definition: dict
    api: Callable
    runs: int = 1
    differs: str = ""
    want: Any = None
    says: str = ""
    hurry: bool = False  # ours waits as little before a retry as dlt is told to
    form: str = ""  # inline, json, yaml or python; by the id where it is empty

    def streams(self) -> list[str]:
        """Names of the streams to be read."""
        names = []
        resources = self.definition.get("resources")
        defaults = self.definition.get("resource_defaults") or {}
        for r in resources if isinstance(resources, list) else []:
            if not isinstance(r, str | dict):
                continue
            r = {**defaults, "name": r} if isinstance(r, str) else {**defaults, **r}
            disposition = r.get("write_disposition")
            if r.get("selected", True) and disposition != "skip" and isinstance(r.get("name"), str):
                names.append(r["name"])
        return list(dict.fromkeys(names)) or ["none"]


def add(id: str, definition: dict, api: Callable, **rest) -> None:
    """Adds a case."""
    CASES.append(Case(id, definition, api, **rest))


def one(endpoint: Any = None, client: dict | None = None, **resource) -> dict:
    """A definition of one resource, rows."""
    resource = {"name": "rows", **resource}
    if endpoint is not None:
        resource["endpoint"] = endpoint
    return {"client": {"base_url": "$API", **(client or {})}, "resources": [resource]}


def for_dlt(value: Any, api: str) -> Any:
    """The definition as dlt takes it."""
    match value:
        case Both():
            return for_dlt(value.dlt, api)
        case Code():
            return eval(value.replace("$API", api), {})
        case Secret():
            return secret_value(value)
        case str():
            return value.replace("$API", api)
        case dict():
            return {k: for_dlt(v, api) for k, v in value.items()}
        case list():
            return [for_dlt(v, api) for v in value]
    return copy.copy(value)


def for_ours(value: Any, api: str) -> Any:
    """The definition as plain JSON, callables as texts."""
    match value:
        case Both():
            return for_ours(value.ours, api)
        case Code():
            return value.replace("$API", api)
        case Secret():
            return f'dlt.secrets["{value}"]'
        case str():
            return value.replace("$API", api)
        case dict():
            return {k: for_ours(v, api) for k, v in value.items()}
        case list():
            return [for_ours(v, api) for v in value]
    return value


def as_python(value: Any, api: str) -> str:
    """The definition as Python source."""
    match value:
        case Both():
            return as_python(value.ours, api)
        case Code():
            return value.replace("$API", api)
        case Secret():
            return f'dlt.secrets["{value}"]'
        case str():
            return repr(value.replace("$API", api))
        case dict():
            return "{" + ", ".join(f"{k!r}: {as_python(v, api)}" for k, v in value.items()) + "}"
        case list():
            return "[" + ", ".join(as_python(v, api) for v in value) + "]"
    return repr(value)


def secrets_in(value: Any) -> set[str]:
    """Names of the secrets that a definition looks up."""
    match value:
        case Secret():
            return {str(value)}
        case dict():
            return set().union(*map(secrets_in, value.values()))
        case list():
            return set().union(*map(secrets_in, value))
    return set()


def config(case: Case, api: str, form: str) -> dict:
    """The definition as ours is given it: keys of the config, or a text in it."""
    definition = case.definition
    if case.hurry:
        quick = {"endpoint": {"error_handler": {"backoff_factor": 0.01}}}
        definition = {**definition, "resource_defaults": {**definition.get("resource_defaults", {}), **quick}}
    match form:
        case "inline":
            return for_ours(definition, api)
        case "json":
            return {"definition": json.dumps(for_ours(definition, api))}
        case "yaml":
            return {"definition": yaml.safe_dump(for_ours(definition, api), sort_keys=False, allow_unicode=True)}
        case "python":
            source = f"source = rest_api_source({as_python(definition, api)})"
            return {"definition": f"import dlt\nfrom dlt.sources.rest_api import rest_api_source\n{source}\n"}
    raise ValueError(form)
