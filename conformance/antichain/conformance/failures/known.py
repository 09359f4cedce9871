"""Failures that are known and excused for a while: ``antichain.toml``.

    [[known]]
    rule = "CNT-NEGATIVE"
    shape = "an amount of # is accepted, where it must be rejected as negative"
    target = "./my-adapter"
    kind = "g-counter"
    issue = "https://example.org/issues/7"
    until = 2027-01-31

An entry excuses the failures whose sentence after *because* has its shape, or matches its regular expression. It is
strict both ways: a failure is excused only if every rule that it breaks is excused; and an entry that excuses no
failure, or has expired, is a failure itself.
"""

from __future__ import annotations

import posixpath
import re
import shlex
import warnings
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from antichain.conformance.failures.sentence_shape import sentence_shape
from antichain.conformance.protocol.claims import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from antichain.conformance.failures.failure import Failure

__all__ = ["NOTHING_KNOWN", "Entry", "Known", "Stale", "pattern", "same_target"]


@cache
def pattern(match: str) -> re.Pattern[str]:
    """Return a compiled regular expression, without its warnings.

    Raises:
        re.error: it is malformed.

    """
    with warnings.catch_warnings(action="ignore"):
        return re.compile(match)


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    r"""One known cause: its rules, the shape of its sentences or a regular expression, and its last day.

    ``target`` is the target on the command line, or the name in its hello; without ``target`` the entry is for every
    target.

    >>> Entry(rule="CNT-ONCE", match="reads \\d+").excuses(Kind.G_COUNTER, "they sum to 3, and it reads 4")
    True
    >>> Entry(rule="CNT-ONCE", shape="it reads #").excuses(Kind.G_COUNTER, "it reads 4")
    True
    """

    rule: str | tuple[str, ...]
    shape: str | tuple[str, ...] = ()
    match: str | None = None
    target: str = ""
    kind: Kind | tuple[Kind, ...] | None = None
    issue: str = ""
    until: date | None = None

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that may be broken."""
        return _listed(self.rule)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of the entry; empty for all."""
        if self.kind is None:
            return ()
        return (self.kind,) if isinstance(self.kind, Kind) else self.kind

    @property
    def sentence(self) -> str:
        """The shape or the regular expression of the entry, in words."""
        return self.match if self.match is not None else " or ".join(_listed(self.shape))

    def excuses(self, kind: Kind, because: str) -> bool:
        """Return whether the entry matches a failure of this kind with this sentence."""
        if self.kinds and kind not in self.kinds:
            return False
        if self.match is not None:
            return pattern(self.match).search(because) is not None
        return sentence_shape(because) in map(sentence_shape, _listed(self.shape))


def _listed(words: str | tuple[str, ...]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else words


def same_target(one: str, other: str) -> bool:
    """Return whether two command lines name the same target; a path may have several spellings.

    >>> same_target("python ./adapter.py", "python adapter.py"), same_target("./a", "./b")
    (True, False)
    """
    return _plain(one) == _plain(other)


def _plain(target: str) -> list[str]:
    try:
        words = shlex.split(target)
    except ValueError:
        return [target]
    return [posixpath.normpath(word) if "/" in word else word for word in words]


@dataclass(frozen=True, slots=True)
class Stale:
    """An entry that is no longer needed: its file, first and last line, its rule, and the reason."""

    path: str
    lines: tuple[int, int]
    rule: str
    why: str

    @property
    def where(self) -> str:
        """The lines to delete."""
        first, last = self.lines
        return f"{self.path}:{first}-{last}"

    def __str__(self) -> str:
        """Return the lines to delete, and the reason."""
        return f"{self.where}: {self.rule} {self.why}; delete these lines"


@dataclass(frozen=True, slots=True)
class Known:
    """The entries of a file, the lines of each, the present day, and the required offers."""

    path: str = "antichain.toml"
    entries: tuple[Entry, ...] = ()
    lines: tuple[tuple[int, int], ...] = ()
    today: date = date.min
    must_claim: tuple[str, ...] = ()

    def of_target(self, *names: str) -> Known:
        """Return the entries for a target with these names; those of other targets are neither used nor judged."""
        chosen = [
            (entry, lines)
            for entry, lines in zip(self.entries, self.lines, strict=True)
            if not entry.target or any(same_target(entry.target, name) for name in names)
        ]
        return replace(self, entries=tuple(e for e, _ in chosen), lines=tuple(lines for _, lines in chosen))

    def met(self, failure: Failure) -> set[int]:
        """Return the numbers of the entries that match a failure."""
        if not self.entries or failure.flaky:
            return set()
        return {n for n, each in enumerate(self.entries) if _means(each, failure)}

    def excuses(self, failure: Failure) -> bool:
        """Return whether every rule that a failure breaks is excused; a flaky failure never is."""
        valid = {
            rule for n in self.met(failure) if not self._expired(self.entries[n]) for rule in self.entries[n].rules
        }
        return bool(valid) and valid.issuperset(failure.rules)

    def issues(self, failure: Failure) -> list[str]:
        """Return the addresses of the bug reports of a failure."""
        said = (self.entries[n].issue for n in sorted(self.met(failure)))
        return list(dict.fromkeys(filter(None, said)))

    def stale(
        self,
        met: Collection[int],
        judged: Collection[Kind],
        offered: Collection[Kind],
        rules: Sequence[str],
        failures: Iterable[Failure],
    ) -> list[Stale]:
        """Return the expired entries, and those that the run could judge and did not need."""
        found = list(failures)
        return [
            Stale(self.path, self.lines[n], ", ".join(entry.rules), why)
            for n, entry in enumerate(self.entries)
            if (why := self._why(entry, n in met, found, could=_could_judge(entry, judged, offered, rules)))
        ]

    def _why(self, entry: Entry, met: bool, failures: list[Failure], *, could: bool) -> str:  # noqa: FBT001 — one of a list
        if entry.until is not None and self._expired(entry):
            return f"was excused until {entry.until}"
        if met or not could:
            return ""
        where = f" on a {' or '.join(kind.value for kind in entry.kinds)}" if entry.kinds else ""
        for failure in failures:
            if set(entry.rules) & set(failure.rules) and (not entry.kinds or failure.kind in entry.kinds):
                return f"fails{where}, but not as {entry.sentence!r} says: {failure.explanation}"
        return f"no longer fails{where}"

    def _expired(self, entry: Entry) -> bool:
        return entry.until is not None and entry.until < self.today


NOTHING_KNOWN = Known()


def _means(entry: Entry, failure: Failure) -> bool:
    return bool(set(entry.rules) & set(failure.rules)) and entry.excuses(failure.kind, failure.explanation)


def _could_judge(entry: Entry, judged: Collection[Kind], offered: Collection[Kind], rules: Sequence[str]) -> bool:
    """Return whether a run with these kinds and rules would have met the failure of an entry."""
    if rules and not set(entry.rules) <= set(rules):
        return False
    if not entry.kinds:
        return set(judged) == set(offered)
    return all(kind in judged or kind not in offered for kind in entry.kinds)
