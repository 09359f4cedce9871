"""What a run set out to do and what it found out: the single source of every report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from antichain.conformance.bounds import DEFAULT, Bounds
from antichain.conformance.rules import RULES, Level, applies
from antichain.conformance.verdict import CONFORMANT, INCOMPLETE, INTERRUPTED, NOT_CONFORMANT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.finding import Finding
    from antichain.conformance.history import History
    from antichain.conformance.protocol import Hello, Kind, Options

__all__ = ["PhaseResult", "Plan", "Result", "Status"]


class Status(StrEnum):
    """What a run found out about one rule and one kind."""

    HOLDS = "holds"
    FAILS = "fails"
    ERRORED = "errored"
    NOT_EXERCISED = "not exercised"
    NOT_OFFERED = "not offered"


@dataclass(frozen=True, slots=True)
class Plan:
    """What to try: which kinds and rules (all, if none are named), with which seed, for how long."""

    seed: int
    kinds: tuple[Kind, ...] = ()
    rules: tuple[str, ...] = ()
    budget: float = 15.0
    most: Bounds = DEFAULT
    bounds: Bounds | None = None
    strict: bool = False
    history: History | None = None


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

    def selected(self) -> Iterator[tuple[Kind, Options]]:
        """Iterate over the kinds that were to be judged."""
        for kind, options in self.hello.kinds.items():
            if not self.plan.kinds or kind in self.plan.kinds:
                yield kind, options

    def statuses(self, kind: Kind) -> dict[str, Status]:
        """Return the status of every rule for one kind, of those that were selected."""
        offered = {rule.id for rule in applies(kind, self.hello.kinds[kind], self.hello.faults)}
        found: dict[str, Status] = {}
        for name in self.plan.rules or RULES:
            failing = [finding for finding in self.findings if finding.kind is kind and name in finding.rules]
            if any(finding.errored for finding in failing):
                found[name] = Status.ERRORED
            elif failing:
                found[name] = Status.FAILS
            elif name not in offered:
                found[name] = Status.NOT_OFFERED
            elif self.effective.get(kind, Counter())[name]:
                found[name] = Status.HOLDS
            else:
                # Who selects one history claims no more than what it exercises.
                found[name] = Status.NOT_EXERCISED if self.plan.history is None else Status.NOT_OFFERED
        return found

    def weighs(self, rule: str) -> bool:
        """Return whether a rule decides the verdict."""
        return RULES[rule].level is Level.MUST or (self.plan.strict and RULES[rule].level is Level.SHOULD)

    def shown(self) -> list[Finding]:
        """Return the findings that speak about a selected rule, or that the target broke or is flaky."""
        selected = set(self.plan.rules or RULES)
        return [f for f in self.findings if selected & set(f.rules) or f.errored or f.again is not None]

    def untested(self) -> list[str]:
        """Return, in words, what is claimed and decides the verdict but no step tested."""
        return [
            f"{rule} ({kind.value})"
            for kind, _ in self.selected()
            for rule, status in self.statuses(kind).items()
            if status is Status.NOT_EXERCISED and self.weighs(rule)
        ]

    @property
    def code(self) -> int:
        """The exit code, by the worst of all that was found."""
        statuses = [
            status for kind, _ in self.selected() for rule, status in self.statuses(kind).items() if self.weighs(rule)
        ]
        broke = any(finding.errored or finding.again is not None for finding in self.findings)
        if self.interrupted:
            return INTERRUPTED
        if self.unsound or self.ended or broke or Status.FAILS in statuses:
            return NOT_CONFORMANT
        return INCOMPLETE if self.untested() or Status.HOLDS not in statuses else CONFORMANT
