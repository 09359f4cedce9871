"""A database of the failures of earlier runs: a run tries them first, and deletes those that no longer fail.

A failure is tried again while the target makes the same claims and the version of antichain is the same. A failure
that is flaky or holds literal bytes is not stored. Entries that cannot be read are ignored.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import msgspec
from hypothesis.database import DirectoryBasedExampleDatabase

from antichain.conformance.failures.case_file import (
    BadCaseError,
    CaseFile,
    case_file_of,
    case_lines,
    has_literal_bytes,
    is_serialisable,
    parse,
    version,
)
from antichain.conformance.failures.expectation import Expected  # noqa: TC001 — msgspec needs it while running

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

    from antichain.conformance.failures.failure import Failure
    from antichain.conformance.protocol.claims import Hello

__all__ = ["FailureDatabase"]

_MOST = 40
"""The largest number of failures that are tried again."""


class _Example(msgspec.Struct):
    lines: str
    expected: Expected


class FailureDatabase:
    """The failures of one target, in a folder."""

    def __init__(self, folder: Path, target: str) -> None:
        """Use ``folder``, which need not exist yet."""
        self._database = DirectoryBasedExampleDatabase(folder)
        self._target = target
        self._key = f"antichain {target}".encode()

    def load(self, hello: Hello) -> tuple[CaseFile, ...]:
        """Return the failures to try again, and delete all others."""
        found: dict[str, CaseFile] = {}
        for value in self._values():
            kept = _read(value)
            if kept is not None and _is_current(kept, hello):
                found[kept.id] = kept
            else:
                self._database.delete(self._key, value)
        return tuple(found[name] for name in sorted(found))[:_MOST]

    def update(self, failures: Iterable[Failure], hello: Hello, gone: Collection[str]) -> bool:
        """Store ``failures``, delete those whose ids are ``gone``, and return whether this succeeded."""
        for value in self._values():
            kept = _read(value)
            if kept is None or kept.id in gone:
                self._database.delete(self._key, value)
        new = {msgspec.json.encode(example) for example in self._examples(failures, hello)}
        for value in new:
            self._database.save(self._key, value)
        return new.issubset(self._values())

    def _values(self) -> Iterable[bytes]:
        with contextlib.suppress(OSError):
            return list(self._database.fetch(self._key))
        return []

    def _examples(self, failures: Iterable[Failure], hello: Hello) -> Iterator[_Example]:
        for failure in failures:
            if is_serialisable(failure) and not has_literal_bytes(failure.requests) and not failure.flaky:
                kept = case_file_of(failure, self._target, hello.kinds[failure.kind])
                if kept.decides:
                    yield _Example(case_lines(failure).decode(), kept.expected)


def _read(value: bytes) -> CaseFile | None:
    try:
        example = msgspec.json.decode(value, type=_Example)
        return parse(example.lines.encode(), "", example.expected)
    except (BadCaseError, ValueError, UnicodeError, RecursionError):
        return None


def _is_current(kept: CaseFile, hello: Hello) -> bool:
    claims = hello.kinds.get(kept.expected.kind)
    return kept.expected.claims == claims and kept.expected.antichain == version() and kept.decides
