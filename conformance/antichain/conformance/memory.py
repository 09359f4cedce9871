"""What earlier runs found, in a Hypothesis database: tried first in the next run, and forgotten when it is gone.

A failure is worth trying again while the target claims the same and antichain judges the same; one that holds literal
bytes, or shows only now and then, is not. Whatever else lies in the database is left out, and never breaks a run.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import msgspec
from hypothesis.database import DirectoryBasedExampleDatabase

from antichain.conformance.expected import Expected  # noqa: TC001 — msgspec needs it while running
from antichain.conformance.kept import BadCaseError, Kept, case_lines, kept_of, loads, parse, travels, version

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from antichain.conformance.protocol import Hello
    from antichain.conformance.result import Result

__all__ = ["Memory"]

_MOST = 40
"""More failures than this are not tried again: who has so many finds them anew."""


class _Example(msgspec.Struct):
    lines: str
    expected: Expected


class Memory:
    """The failures of one target, in a folder."""

    def __init__(self, folder: Path, target: str) -> None:
        """Remember in ``folder``, which need not be there."""
        self._database = DirectoryBasedExampleDatabase(folder)
        self._key = f"antichain {target}".encode()

    def remembered(self, hello: Hello) -> tuple[Kept, ...]:
        """Return what is worth trying again; what is not is forgotten."""
        found: dict[str, Kept] = {}
        for value in self._values():
            kept = _read(value)
            if kept is not None and _speaks_of(kept, hello):
                found[kept.id] = kept
            else:
                self._database.delete(self._key, value)
        return tuple(found[name] for name in sorted(found))[:_MOST]

    def learn(self, result: Result) -> bool:
        """Remember what a run found, and forget what is gone; return whether that could be done."""
        for value in self._values():
            kept = _read(value)
            if kept is None or kept.id in result.gone:
                self._database.delete(self._key, value)
        learnt = {msgspec.json.encode(example) for example in _worth_trying(result)}
        for value in learnt:
            self._database.save(self._key, value)
        return learnt.issubset(self._values())

    def _values(self) -> Iterable[bytes]:
        with contextlib.suppress(OSError):
            return list(self._database.fetch(self._key))
        return []


def _worth_trying(result: Result) -> Iterator[_Example]:
    for finding in result.findings:
        if travels(finding) and not loads(finding.requests) and finding.again is None:
            kept = kept_of(finding, result.target, result.hello.kinds[finding.kind])
            if kept.decides:
                yield _Example(case_lines(finding).decode(), kept.expected)


def _read(value: bytes) -> Kept | None:
    try:
        example = msgspec.json.decode(value, type=_Example)
        return parse(example.lines.encode(), "", example.expected)
    except (BadCaseError, ValueError, UnicodeError, RecursionError):
        return None


def _speaks_of(kept: Kept, hello: Hello) -> bool:
    claims = hello.kinds.get(kept.expected.kind)
    return kept.expected.claims == claims and kept.expected.antichain == version() and kept.decides
