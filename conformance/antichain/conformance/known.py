r"""Failures that are known and excused for a while: ``antichain.toml``.

    [[known]]
    rule = "CNT-NEGATIVE"
    match = "an amount of -\d+ is accepted"
    kind = "g-counter"
    issue = "https://example.org/issues/7"
    until = 2027-01-31

An entry excuses the failures whose sentence after *because* it matches. It is strict both ways: a failure is excused
only if every rule that it breaks is; and an entry that excuses nothing any more, or has expired, is a failure itself.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from antichain.conformance.protocol import Kind  # noqa: TC001 — msgspec needs it while running

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from antichain.conformance.finding import Finding

__all__ = ["NOTHING_KNOWN", "Entry", "Known", "Stale", "pattern"]


@cache
def pattern(match: str) -> re.Pattern[str]:
    """Return a regular expression, however doubtful.

    Raises:
        re.error: it is none.

    """
    with warnings.catch_warnings(action="ignore"):
        return re.compile(match)


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    r"""One rule that is known to be broken: ``match`` is a regular expression; ``until`` is its last day.

    >>> Entry(rule="CNT-ONCE", match="reads \\d+").excuses(Kind.G_COUNTER, "they sum to 3, and it reads 4")
    True
    """

    rule: str
    match: str
    kind: Kind | None = None
    issue: str = ""
    until: date | None = None

    def excuses(self, kind: Kind, because: str) -> bool:
        """Return whether a failure of this kind, told in this sentence, is meant."""
        return self.kind in (None, kind) and pattern(self.match).search(because) is not None


@dataclass(frozen=True, slots=True)
class Stale:
    """An entry that has no reason to stand any more: its place, first and last line, its rule, and why."""

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
        """Return which lines to delete, and why."""
        return f"{self.where}: {self.rule} {self.why}; delete these lines"


@dataclass(frozen=True, slots=True)
class Known:
    """The entries of a file, the lines that each stands on, and what day it is."""

    path: str = "antichain.toml"
    entries: tuple[Entry, ...] = ()
    lines: tuple[tuple[int, int], ...] = ()
    today: date = date.min

    def met(self, finding: Finding) -> set[int]:
        """Return the numbers of the entries that mean a failure."""
        if not self.entries or finding.again is not None:
            return set()
        return {n for n, each in enumerate(self.entries) if _means(each, finding)}

    def excuses(self, finding: Finding) -> bool:
        """Return whether every rule that a failure breaks is excused; what fails only now and then never is."""
        valid = {self.entries[n].rule for n in self.met(finding) if not self._expired(self.entries[n])}
        return bool(valid) and valid.issuperset(finding.rules)

    def issues(self, finding: Finding) -> list[str]:
        """Return where a failure is followed up, as far as that is said."""
        said = (self.entries[n].issue for n in sorted(self.met(finding)))
        return list(dict.fromkeys(filter(None, said)))

    def stale(
        self,
        met: Collection[int],
        judged: Collection[Kind],
        offered: Collection[Kind],
        rules: Sequence[str],
        findings: Iterable[Finding],
    ) -> list[Stale]:
        """Return the entries that have expired, and of those that the run could judge those that it did not need."""
        found = list(findings)
        return [
            Stale(self.path, self.lines[n], entry.rule, why)
            for n, entry in enumerate(self.entries)
            if (why := self._why(entry, n in met, found, could=_could_judge(entry, judged, offered, rules)))
        ]

    def _why(self, entry: Entry, met: bool, findings: list[Finding], *, could: bool) -> str:  # noqa: FBT001 — one of a list
        if entry.until is not None and self._expired(entry):
            return f"was excused until {entry.until}"
        if met or not could:
            return ""
        where = "" if entry.kind is None else f" on a {entry.kind.value}"
        for finding in findings:
            if entry.rule in finding.rules and entry.kind in (None, finding.kind):
                return f"fails{where}, but not as {entry.match!r} says: {finding.because}"
        return f"no longer fails{where}"

    def _expired(self, entry: Entry) -> bool:
        return entry.until is not None and entry.until < self.today


NOTHING_KNOWN = Known()


def _means(entry: Entry, finding: Finding) -> bool:
    return entry.rule in finding.rules and entry.excuses(finding.kind, finding.because)


def _could_judge(entry: Entry, judged: Collection[Kind], offered: Collection[Kind], rules: Sequence[str]) -> bool:
    """Return whether a run that judged these kinds by these rules would have met what the entry means."""
    if rules and entry.rule not in rules:
        return False
    if entry.kind is None:
        return set(judged) == set(offered)
    return entry.kind in judged or entry.kind not in offered
