"""``antichain.toml``: read with the lines that each entry stands on, and written anew without touching the others."""

from __future__ import annotations

import contextlib
import re
import shlex
import sys
import tomllib
from datetime import date
from difflib import get_close_matches
from importlib.machinery import PathFinder
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from antichain.conformance.known import Entry, Known, pattern
from antichain.conformance.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from antichain.conformance.finding import Finding

__all__ = ["NAME", "BadKnownError", "beside", "read", "updated"]

NAME = "antichain.toml"
_HEADER = re.compile(r"\s*\[\[\s*known\s*\]\]\s*(#.*)?")
_ANY_HEADER = re.compile(r"\s*\[")


class BadKnownError(Exception):
    """The file is not as it should be; the message is one sentence that names it and the line."""


def beside(target: str) -> Path | None:
    """Return the file that lies beside the adapter, or in this folder; nothing of the adapter is run to find it.

    >>> beside("py:antichain.conformance.zoo.article:target") is None
    True
    """
    folders: list[Path] = []
    if target.startswith("py:"):
        folders = _folders_of_module(target.removeprefix("py:").partition(":")[0].split("."))
    else:
        with contextlib.suppress(ValueError):  # no command line: starting it will say so
            folders = [Path(word).parent for word in shlex.split(target) if Path(word).is_file()]
    places = [folder / NAME for folder in (*reversed(folders), Path())]
    return next((place for place in places if place.is_file()), None)


def _folders_of_module(names: Sequence[str]) -> list[Path]:
    spec = PathFinder.find_spec(names[0], ["", *sys.path])
    if spec is None:
        return []
    if spec.submodule_search_locations:
        return [Path(place, *names[1:-1]) for place in spec.submodule_search_locations]
    return [Path(spec.origin).parent] if spec.origin else []


def read(path: Path, today: date) -> Known:
    """Return what a file excuses.

    Raises:
        BadKnownError: it cannot be read.

    """
    try:
        text = path.read_text(encoding="utf-8")
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        line = re.search(r"line (\d+)", str(wrong))
        number = line[1] if line else len(text.splitlines())
        message = f"{path}:{number}: no TOML: {wrong}"
        raise BadKnownError(message) from wrong
    except OSError as why:
        message = f"{path}: {why.strerror}"
        raise BadKnownError(message) from why
    except UnicodeError as why:
        message = f"{path}: {why}"
        raise BadKnownError(message) from why
    lines = text.splitlines()
    if other := next((name for name in said if name != "known"), None):
        message = f"{path}:{_line_of(lines, other, 0, len(lines))}: unknown key {other!r}; only [[known]] is read"
        raise BadKnownError(message)
    tables, places = said.get("known", []), _places(lines)
    if not isinstance(tables, list) or len(tables) != len(places):
        message = f"{path}:{_line_of(lines, 'known', 0, len(lines))}: write each known failure under [[known]]"
        raise BadKnownError(message)
    entries = [_entry(path, lines, place, table) for place, table in zip(places, tables, strict=True)]
    return Known(str(path), tuple(entries), tuple(places), today)


def _places(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Return the first and the last line of each entry, counted from 1."""
    heads = [n for n, line in enumerate(lines) if _ANY_HEADER.match(line) and _at_top(lines[:n])]
    places = []
    for head, after in pairwise([*heads, len(lines)]):
        last = after
        while not (said := lines[last - 1].strip()) or (said.startswith("#") and after < len(lines)):
            last -= 1  # blank lines, and a comment that stands above the next entry
        if _HEADER.fullmatch(lines[head]):
            places.append((head + 1, last))
    return places


def _at_top(before: Sequence[str]) -> bool:
    """Return whether what follows is not in the middle of a text or a list of several lines."""
    try:
        tomllib.loads("\n".join(before))
    except tomllib.TOMLDecodeError:
        return False
    return True


def _line_of(lines: Sequence[str], key: str, first: int, last: int) -> int:
    """Return the line that gives a key, or the first one, counted from 1."""
    given = re.compile(rf"\s*(\[\[?\s*)?[\"']?{re.escape(key)}\b")
    return next((n + 1 for n in range(first, last) if given.match(lines[n])), first + 1)


def _entry(path: Path, lines: Sequence[str], place: tuple[int, int], table: dict[str, Any]) -> Entry:
    key, why = _complaint(table)
    if why:
        message = f"{path}:{_line_of(lines, key, place[0] - 1, place[1])}: {why}"
        raise BadKnownError(message)
    return msgspec.convert(table, Entry)


def _complaint(table: dict[str, Any]) -> tuple[str, str]:
    """Return which key of an entry is wrong, and why; two empty texts where none is."""
    for key in ("rule", "match"):
        if key not in table:
            return key, f"this entry has no {key}"
    wrong = ((key, _wrong(key, value)) for key, value in table.items())
    return next(((key, why) for key, why in wrong if why), ("", ""))


def _wrong(key: str, value: object) -> str:
    """Return what is wrong about one key and its value."""
    if key not in Entry.__struct_fields__:
        return f"unknown key {key!r}; an entry has {', '.join(Entry.__struct_fields__)}"
    if key == "rule" and value not in RULES:
        near = get_close_matches(str(value).upper(), RULES, n=3, cutoff=0.4)
        hint = f"did you mean {' or '.join(near)}?" if near else f"rules are {', '.join(RULES)}"
        return f"{value!r} is no rule; {hint}"
    if key == "until":
        return "" if type(value) is date else f"until is a date, such as 2027-01-31, and not {value!r}"
    try:
        msgspec.convert({"rule": "", "match": "", key: value}, Entry)
        pattern(str(value) if key == "match" else "")
    except (msgspec.ValidationError, re.error, RecursionError, OverflowError) as wrong:
        return f"{key} is wrong: {str(wrong).partition(' - at')[0]}"
    return ""


def updated(text: str, delete: Iterable[tuple[int, int]], add: Iterable[Finding]) -> str:
    """Return the text of a file without these lines, and with entries for these failures at its end."""
    dropped = {n for first, last in delete for n in range(first, last + 1)}
    kept = [line for n, line in enumerate(text.splitlines(), 1) if n not in dropped]
    blocks = list(dict.fromkeys(block for finding in add for block in _written(finding)))
    head = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n")
    return "\n\n".join(filter(None, [head, *blocks])) + "\n"


def _written(finding: Finding) -> list[str]:
    """Return an entry for each rule that a failure breaks; of numbers it says only that they are there."""
    sentence = re.escape(finding.because.partition("\n")[0]).replace(r"\ ", " ").replace(r"\-", "-")
    match = re.sub("fails for .*?: ", "fails for .*: ", re.sub(r"-?\d+(\\\.\d+)?", r"-?[\\d.]+", sentence))
    return [
        f'[[known]]\nrule = "{rule}"\nmatch = {_quoted(match)}\nkind = "{finding.kind.value}"\nissue = ""'
        for rule in finding.rules
    ]


def _quoted(text: str) -> str:
    """Return a text as TOML writes it: literally, where that can be done."""
    if "'" not in text and text.isprintable():
        return f"'{text}'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'
