"""``antichain.toml``: read with the lines of each entry, and written without changes of other lines."""

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

from antichain.conformance.failures.case_file import case_id
from antichain.conformance.failures.known import Entry, Known, pattern
from antichain.conformance.failures.sentence_shape import sentence_shape
from antichain.conformance.rules.catalogue import RULES
from antichain.conformance.rules.offers import unknown_offer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from antichain.conformance.failures.failure import Failure

__all__ = ["NAME", "BadKnownError", "beside", "read", "updated"]

NAME = "antichain.toml"
_KEYS = ("must-claim", "known")
_HEADER = re.compile(r"\s*\[\[\s*known\s*\]\]\s*(#.*)?")
_ANY_HEADER = re.compile(r"\s*\[")


class BadKnownError(Exception):
    """The file is malformed; the message is one sentence that names it and the line."""


def beside(target: str) -> Path | None:
    """Return the file beside the adapter, or in this folder; the adapter is not run for that.

    >>> beside("py:antichain.conformance.zoo.wrong.article:target") is None
    True
    """
    folders: list[Path] = []
    if target.startswith("py:"):
        folders = _folders_of_module(target.removeprefix("py:").partition(":")[0].split("."))
    else:
        with contextlib.suppress(ValueError):  # not a command line; the start reports it
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
    """Return the known failures in a file.

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
    if other := next((name for name in said if name not in _KEYS), None):
        message = (
            f"{path}:{_line_of(lines, other, 0, len(lines))}: unknown key {other!r}; expected {' or '.join(_KEYS)}"
        )
        raise BadKnownError(message)
    required = said.get("must-claim", [])
    if wrong_offers := _wrong_offers(required):
        message = f"{path}:{_line_of(lines, 'must-claim', 0, len(lines))}: {wrong_offers}"
        raise BadKnownError(message)
    tables, places = said.get("known", []), _places(lines)
    if not isinstance(tables, list) or len(tables) != len(places):
        message = f"{path}:{_line_of(lines, 'known', 0, len(lines))}: write each known failure under [[known]]"
        raise BadKnownError(message)
    entries = [_entry(path, lines, place, table) for place, table in zip(places, tables, strict=True)]
    return Known(str(path), tuple(entries), tuple(places), today, tuple(required))


def _wrong_offers(required: object) -> str:
    """Return the mistake in the required offers; empty if there is none."""
    if not isinstance(required, list) or not all(isinstance(word, str) for word in required):
        return f"must-claim is a list of words, such as ['wire', 'crash'], and not {required!r}"
    return next(filter(None, map(unknown_offer, required)), "")


def _places(lines: Sequence[str]) -> list[tuple[int, int]]:
    """Return the first and the last line of each entry, counted from 1."""
    heads = [n for n, line in enumerate(lines) if _ANY_HEADER.match(line) and _at_top(lines[:n])]
    places = []
    for head, after in pairwise([*heads, len(lines)]):
        last = after
        while not (said := lines[last - 1].strip()) or (said.startswith("#") and after < len(lines)):
            last -= 1  # blank lines, and a comment above the next entry
        if _HEADER.fullmatch(lines[head]):
            places.append((head + 1, last))
    return places


def _at_top(before: Sequence[str]) -> bool:
    """Return whether the next line is outside texts and lists of several lines."""
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
    """Return the wrong key of an entry, and the reason; two empty texts if there is none."""
    if "rule" not in table:
        return "rule", "this entry has no rule"
    if "match" not in table and "shape" not in table:
        return "match", "this entry has no shape and no match; copy the sentence after *because* as its shape"
    if "match" in table and "shape" in table:
        return "match", "this entry has a shape and a match; expected one of them"
    wrong = ((key, _wrong(key, value)) for key, value in table.items())
    return next(((key, why) for key, why in wrong if why), ("", ""))


def _wrong(key: str, value: object) -> str:
    """Return the mistake in one key and its value."""
    if key not in Entry.__struct_fields__:
        return f"unknown key {key!r}; an entry has {', '.join(Entry.__struct_fields__)}"
    if key == "rule":
        return next(filter(None, map(_wrong_rule, value if isinstance(value, list) and value else [value])), "")
    if key == "until":
        return "" if type(value) is date else f"until is a date, such as 2027-01-31, and not {value!r}"
    try:
        msgspec.convert({"rule": "", "match": "", key: value}, Entry)
        pattern(str(value) if key == "match" else "")
    except (msgspec.ValidationError, re.error, RecursionError, OverflowError) as wrong:
        return f"{key} is wrong: {str(wrong).partition(' - at')[0].replace(' | null', '')}"
    return ""


def _wrong_rule(value: object) -> str:
    if value in RULES:
        return ""
    near = get_close_matches(str(value).upper(), RULES, n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else f"rules are {', '.join(RULES)}"
    return f"{value!r} is not a rule; {hint}"


def updated(text: str, delete: Iterable[tuple[int, int]], causes: Iterable[Sequence[Failure]], target: str = "") -> str:
    """Return the text of a file without these lines, and with an entry for each of these causes at its end."""
    dropped = {n for first, last in delete for n in range(first, last + 1)}
    kept = [line for n, line in enumerate(text.splitlines(), 1) if n not in dropped]
    head = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n")
    return "\n\n".join(filter(None, [head, *(_written(cause, target) for cause in causes)])) + "\n"


def _written(cause: Sequence[Failure], target: str) -> str:
    """Return one entry for all failures of a cause; a comment behind each shape names its failures."""
    shapes: dict[str, list[str]] = {}
    for failure in cause:
        shapes.setdefault(sentence_shape(failure.explanation), []).append(case_id(failure))
    lines = [
        "[[known]]",
        f"rule = {_one_or_list(rule for failure in cause for rule in failure.rules)}",
        f"shape = {_one_or_list(shapes, shapes)}",
        f"kind = {_one_or_list(failure.kind.value for failure in cause)}",
        'issue = ""',
    ]
    if target:
        lines.insert(3, f"target = {_quoted(target)}")
    return "\n".join(lines)


def _one_or_list(words: Iterable[str], failures: Mapping[str, Sequence[str]] | None = None) -> str:
    """Return distinct texts as TOML, one as a string and several as a list; comments name the failures of each."""
    quoted = {word: _quoted(word) for word in words}
    notes = {word: f"  # {', '.join(dict.fromkeys(ids))}" for word, ids in (failures or {}).items()}
    if len(quoted) == 1:
        return "".join(text + notes.get(word, "") for word, text in quoted.items())
    return "[\n" + "".join(f"  {text},{notes.get(word, '')}\n" for word, text in quoted.items()) + "]"


def _quoted(text: str) -> str:
    """Return a text as a string of TOML on one line."""
    if "'" in text or not text.isprintable() or '"' not in text:
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'
    return f"'{text}'"
