"""What a run set out to do and what it found out: the single source of every report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from antichain.conformance.bounds import DEFAULT, Bounds
from antichain.conformance.causes import grouped
from antichain.conformance.known import NOTHING_KNOWN, Known, Stale
from antichain.conformance.rules import RULES, Level, applies
from antichain.conformance.verdict import CONFORMANT, INCOMPLETE, INTERRUPTED, NOT_CONFORMANT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.finding import Finding
    from antichain.conformance.history import History
    from antichain.conformance.kept import Kept
    from antichain.conformance.protocol import Hello, Kind, Options

__all__ = ["PHASES", "Part", "PhaseResult", "Plan", "Result", "Status"]

PHASES = ("laws", "exhaustive", "random", "large")
"""The phases that judge a target; before them the doctor judges the adapter."""


class Status(StrEnum):
    """What a run found out about one rule and one kind."""

    HOLDS = "holds"
    FAILS = "fails"
    ERRORED = "errored"
    KNOWN = "known to fail"
    NOT_EXERCISED = "not exercised"
    NOT_SELECTED = "not in the selected history"
    NOT_OFFERED = "not offered"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to try: which kinds, rules and phases (all, if none are named), with which seed, for how long.

    ``known`` are the failures that are known and excused, ``remembered`` those that earlier runs have found.
    """

    seed: int
    kinds: tuple[Kind, ...] = ()
    rules: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    budget: float = 15.0
    most: Bounds = DEFAULT
    bounds: Bounds | None = None
    strict: bool = False
    history: History | None = None
    known: Known = NOTHING_KNOWN
    remembered: tuple[Kept, ...] = ()


@dataclass(frozen=True, slots=True)
class PhaseResult:
    """What one phase did: in words, in numbers, and how long it took."""

    phase: str
    detail: str
    histories: int
    checks: int
    failures: int
    seconds: float


@dataclass(slots=True)
class Part:
    """What became of one kind: ``phases`` are those it went through, with histories, checks, failures and seconds.

    ``met`` are the numbers of the excuses that were needed; ``gone`` are the ids of earlier failures that are no more.
    """

    kind: Kind
    phases: dict[str, tuple[int, int, int, float]] = field(default_factory=dict)
    effective: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    histories: int = 0
    failures: int = 0
    ended: str = ""
    interrupted: bool = False
    met: set[int] = field(default_factory=set)
    gone: list[str] = field(default_factory=list)

    @property
    def checks(self) -> int:
        """The number of effective checks so far."""
        return sum(self.effective.values())


@dataclass(slots=True)
class Result:
    """All that a run found out."""

    target: str
    hello: Hello
    plan: Plan
    bounds: dict[Kind, Bounds] = field(default_factory=dict)
    phases: list[PhaseResult] = field(default_factory=list)
    effective: dict[Kind, Counter[str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)
    ended: dict[Kind, str] = field(default_factory=dict)
    interrupted: bool = False
    notes: list[str] = field(default_factory=list)
    met: set[int] = field(default_factory=set)
    gone: list[str] = field(default_factory=list)

    def absorb(self, part: Part) -> None:
        """Take in what became of one kind."""
        self.effective[part.kind] = part.effective
        self.findings = sorted([*self.findings, *part.findings], key=lambda finding: finding.size)
        self.notes += part.notes
        self.interrupted |= part.interrupted
        self.met |= part.met
        self.gone += part.gone
        if part.ended:
            self.ended[part.kind] = part.ended

    def selected(self) -> Iterator[tuple[Kind, Options]]:
        """Iterate over the kinds that were to be judged."""
        for kind, options in self.hello.kinds.items():
            if not self.plan.kinds or kind in self.plan.kinds:
                yield kind, options

    def statuses(self, kind: Kind) -> dict[str, Status]:
        """Return the status of every rule for one kind, of those that were selected."""
        offered = {rule.id for rule in applies(kind, self.hello.kinds[kind], self.hello.faults)}
        return {name: self._status(kind, name, offered=name in offered) for name in self.plan.rules or RULES}

    def _status(self, kind: Kind, rule: str, *, offered: bool) -> Status:
        failing = [finding for finding in self.findings if finding.kind is kind and rule in finding.rules]
        unexcused = [finding for finding in failing if not self.excuses(finding)]
        if any(finding.errored for finding in unexcused):
            return Status.ERRORED
        if failing:
            return Status.FAILS if unexcused else Status.KNOWN
        if not offered:
            return Status.NOT_OFFERED
        if self.effective.get(kind, Counter())[rule]:
            return Status.HOLDS
        # Who selects one history claims no more than what it exercises.
        return Status.NOT_EXERCISED if self.plan.history is None else Status.NOT_SELECTED

    def weighs(self, rule: str) -> bool:
        """Return whether a rule decides the verdict."""
        return RULES[rule].level is Level.MUST or (self.plan.strict and RULES[rule].level is Level.SHOULD)

    def shown(self) -> list[Finding]:
        """Return the findings that speak about a selected rule, or that the target broke or is flaky."""
        selected = set(self.plan.rules or RULES)
        return [f for f in self.findings if selected & set(f.rules) or f.errored or f.again is not None]

    def excuses(self, finding: Finding) -> bool:
        """Return whether a finding is known and excused."""
        return self.plan.known.excuses(finding)

    def unexcused(self) -> list[Finding]:
        """Return, of the findings that are shown, those that nothing excuses."""
        return [finding for finding in self.shown() if not self.excuses(finding)]

    def groups(self) -> list[list[Finding]]:
        """Return the findings that are shown by their cause; what is excused stands apart."""
        excused = [finding for finding in self.shown() if self.excuses(finding)]
        return grouped(self.unexcused()) + grouped(excused)

    def untested(self) -> list[str]:
        """Return, in words, what is claimed and decides the verdict but no step tested."""
        return [
            f"{rule} ({kind.value})"
            for kind, _ in self.selected()
            for rule, status in self.statuses(kind).items()
            if status is Status.NOT_EXERCISED and self.weighs(rule)
        ]

    def stale(self) -> list[Stale]:
        """Return the excuses that have no reason to stand any more, with why."""
        whole = not self.interrupted and not self.unsound and self.plan.history is None
        judged = [kind for kind, _ in self.selected() if whole and kind not in self.ended]
        return self.plan.known.stale(self.met, judged, set(self.hello.kinds), self.plan.rules, self.findings)

    @property
    def code(self) -> int:
        """The exit code, by the worst of all that was found."""
        if self.interrupted:
            return INTERRUPTED
        statuses = [
            status for kind, _ in self.selected() for rule, status in self.statuses(kind).items() if self.weighs(rule)
        ]
        unexcused = [finding for finding in self.findings if not self.excuses(finding)]
        broke = any(finding.errored or finding.again is not None for finding in unexcused)
        if self.unsound or self.ended or broke or Status.FAILS in statuses or self.stale():
            return NOT_CONFORMANT
        return INCOMPLETE if self.untested() or Status.HOLDS not in statuses else CONFORMANT
