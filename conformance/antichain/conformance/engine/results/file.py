"""A results file: written line by line, and read back with validation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from antichain.conformance.engine.results.lines import (
    SCHEMA,
    FailureLine,
    Footer,
    Header,
    Line,
    PhaseLine,
    Results,
    RuleLine,
)
from antichain.conformance.engine.results.transcript import without_surrogates

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["BadResultsError", "encoded", "indented", "parse", "read", "write"]

_EXPECTED = "expected a results file, such as DIR/results.jsonl of `antichain check --report DIR`"


class BadResultsError(Exception):
    """A file is not a whole results file; the message is one sentence that names it and its line."""


class _First(msgspec.Struct):
    type: str
    schema: int


class _Target(msgspec.Struct):
    """The parts of an answer to hello that every format shows."""

    name: str
    kinds: dict[str, Any]
    version: str = ""
    language: str = ""
    homepage: str = ""


_decode_first = msgspec.json.Decoder(_First).decode
_decode = msgspec.json.Decoder(Line).decode


def encoded(line: object) -> bytes:
    """Return one struct as JSON; it may hold any text of a target."""
    try:
        return msgspec.json.encode(line)
    except UnicodeEncodeError:
        return msgspec.json.encode(without_surrogates(msgspec.to_builtins(line)))


def indented(data: object) -> str:
    """Return plain data as JSON for people.

    >>> print(indented({"exit": 0}))
    {
      "exit": 0
    }
    """
    return msgspec.json.format(encoded(data)).decode()


def write(results: Results) -> bytes:
    """Return the results as a file of JSON lines."""
    return b"".join(encoded(line) + b"\n" for line in results.lines)


def read(path: Path) -> Results:
    """Return the results in a file.

    Raises:
        BadResultsError: the file cannot be read, is truncated, is of another format, or of a newer version.

    """
    try:
        return parse(path.read_bytes(), str(path))
    except OSError as why:
        message = f"{path}: {why.strerror}; {_EXPECTED}"
        raise BadResultsError(message) from why


def parse(data: bytes, name: str) -> Results:
    """Return the results in the bytes of a file; ``name`` is the file in messages.

    Raises:
        BadResultsError: the bytes are truncated, of another format, or of a newer version.

    """
    first, *others = data.split(b"\n")
    _check_first(first, name)
    if others and not others[-1].strip():
        others.pop()
    lines = [_decoded(line, f"{name}:{number}") for number, line in enumerate((first, *others), 1)]
    header, footer = lines[0], lines[-1]
    if not isinstance(header, Header) or not isinstance(footer, Footer):
        message = (
            f"{name}:{len(lines)}: the last line is a {_word(footer)}, and a footer is expected: the file is "
            "truncated; copy it again, or repeat the check"
        )
        raise BadResultsError(message)
    _check_hello(header, name)
    inner = lines[1:-1]
    for number, line in enumerate(inner, 2):
        if isinstance(line, Header | Footer):
            message = f"{name}:{number}: a {_word(line)} in the middle; expected one check a file, so split the file"
            raise BadResultsError(message)
    return Results(
        header,
        tuple(line for line in inner if isinstance(line, PhaseLine)),
        tuple(line for line in inner if isinstance(line, RuleLine)),
        tuple(line for line in inner if isinstance(line, FailureLine)),
        footer,
    )


def _check_first(line: bytes, name: str) -> None:
    try:
        first = _decode_first(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        first = None
    if first is None or first.type != "header":
        message = f"{name}:1: no header; {_EXPECTED}"
        raise BadResultsError(message)
    if first.schema != SCHEMA:
        cure = "upgrade antichain" if first.schema > SCHEMA else "repeat the check"
        message = f"{name}:1: results of schema {first.schema}; this antichain reads schema {SCHEMA}: {cure}"
        raise BadResultsError(message)


def _check_hello(header: Header, name: str) -> None:
    try:
        msgspec.convert(header.hello, _Target)
    except msgspec.ValidationError as wrong:
        message = f"{name}:1: hello is not the answer of a target ({wrong}); the file was changed, repeat the check"
        raise BadResultsError(message) from None


def _decoded(line: bytes, place: str) -> Line:
    try:
        decoded: Line = _decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        shown = line[:80].decode(errors="backslashreplace")
        message = f"{place}: not a line of a results file ({wrong}): {shown!r}; the file is truncated or was changed"
        raise BadResultsError(message) from None
    return decoded


def _word(line: Line) -> str:
    return str(line.__struct_config__.tag)
