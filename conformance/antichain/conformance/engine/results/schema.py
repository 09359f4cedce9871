"""The JSON Schema of a results file, and its page in Markdown, both made from the structs of its lines."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING, Any

import msgspec

from antichain.conformance.engine.results.lines import SCHEMA, ErrorLine, Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["NAME", "generated", "markdown", "shipped"]

NAME = "results.schema.json"
"""The name of the shipped file, beside this module."""

_LINES = ("Header", "PhaseLine", "RuleLine", "FailureLine", "Footer", "ErrorLine")
_INTRODUCTION = """# Results files

`antichain check TARGET --report DIR` writes `DIR/results.jsonl`: one JSON object a line. `antichain render` makes
every report from it, and `antichain rejudge` judges its failures again. The file has the answers of failures only,
since those of a whole check would need far more room. Failures of rules that are new or stricter need a new check. This
page is generated from the JSON Schema, which is shipped as
`antichain/conformance/engine/results/results.schema.json`.

The first line is a header, and the last one a footer; a file without a footer is truncated. Between them are the
phases, then the rules of each kind, then the failures, those of one cause together. Numbers beyond 2^53 are strings of
digits.

`antichain check --json` prints one object with the same values: the fields of header and footer, `phases`, `kinds` (a
rule line for each kind and rule), and `findings` (the failures). Where there is no result, it prints an error object.

This is version VERSION of the schema. The number changes only if a reader of the version before would misread a file;
a field may be added at any time, so a reader ignores fields that it does not know. A field in *italics* is left out
where it has nothing to say.
"""


def generated() -> dict[str, Any]:
    """Return the JSON Schema of one line, made from the structs."""
    (schema,), definitions = msgspec.json.schema_components([Line | ErrorLine], ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"One line of an antichain results file, version {SCHEMA}",
        **schema,
        "$defs": definitions,
    }


def shipped() -> dict[str, Any]:
    """Return the JSON Schema that is shipped with the package."""
    text = resources.files(__package__ or "").joinpath(NAME).read_text(encoding="utf-8")
    data: dict[str, Any] = json.loads(text)
    return data


def markdown() -> str:
    """Return the format as a page: a table for each type of line and of value, a row for each field."""
    definitions = generated()["$defs"]
    parts = sorted(name for name in definitions if name not in _LINES and "properties" in definitions[name])
    sections = ["\n".join(_section(name, definitions)) for name in (*_LINES, *parts)]
    return "\n".join((_INTRODUCTION.replace("VERSION", str(SCHEMA)), *sections))


def _section(name: str, definitions: Mapping[str, Any]) -> Iterator[str]:
    definition = definitions[name]
    required = definition.get("required", [])
    yield f"## {name}"
    yield ""
    yield definition["description"]
    yield ""
    yield "| field | type | meaning |"
    yield "| --- | --- | --- |"
    for field, value in definition["properties"].items():
        meaning = value.get("description") or f'Always `"{value["enum"][0]}"`.'
        shown = f"`{field}`" if field in required else f"*`{field}`*"
        yield f"| {shown} | {_type(value, definitions)} | {meaning} |"
    yield ""


def _type(value: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """Return the type of a field in a few words."""
    if "$ref" in value:
        name = value["$ref"].rpartition("/")[2]
        referred = definitions[name]
        if "enum" in referred:
            return ", ".join(f"`{each}`" for each in referred["enum"])
        return f"[{name}](#{name.lower()})"
    if "anyOf" in value:
        return " or ".join(_type(each, definitions) for each in value["anyOf"])
    if "enum" in value:
        return ", ".join(f"`{each}`" for each in value["enum"])
    if value.get("type") == "array":
        items = value.get("items")
        return f"list of {_type(items, definitions)}" if items else "list of two integers"
    return str(value.get("type", "any"))
