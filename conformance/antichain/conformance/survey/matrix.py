"""The matrix of a survey: the state of each rule for each library and kind, and advice on each library."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.engine.status import Status
from antichain.conformance.targets.third_party.finding import Finding, Seriousness, findings_of

if TYPE_CHECKING:
    from antichain.conformance.engine.results.lines import FailureLine, Results, RuleLine
    from antichain.conformance.survey.record import Record
    from antichain.conformance.targets.third_party.installation import ThirdParty

__all__ = ["Advice", "Row", "State", "Surveyed"]


class State(StrEnum):
    """The state of one rule in the survey."""

    HOLDS = "holds"
    FAILS = "fails"
    FOLLOWS = "follows"
    UNTESTED = "not tested"
    NOT_OFFERED = "not offered"

    @property
    def sign(self) -> str:
        """The sign of the state, for readers without colour."""
        return {"holds": "✓", "fails": "✗", "follows": "↳", "not tested": "?", "not offered": "–"}[self.value]


_STATES = {
    Status.HOLDS: State.HOLDS,
    Status.FAILS: State.FAILS,
    Status.ERRORED: State.FAILS,
    Status.KNOWN: State.FAILS,
    Status.FOLLOWS: State.FOLLOWS,
    Status.NOT_EXERCISED: State.UNTESTED,
    Status.NOT_SELECTED: State.UNTESTED,
    Status.NOT_OFFERED: State.NOT_OFFERED,
}


def _state(line: RuleLine) -> State:
    state = _STATES[line.status]
    return State.NOT_OFFERED if state is State.UNTESTED and not line.decides else state


class Advice(StrEnum):
    """Advice to users of a library."""

    USE = "no wrong answer found"
    ODD = "wrong for odd inputs only"
    EDGES = "wrong at edges that can be reached"
    AVOID = "wrong in ordinary use"
    UNCLEAR = "not judged to the end"


@dataclass(frozen=True, slots=True)
class Row:
    """One library as one kind."""

    kind: str
    states: dict[str, State]
    links: dict[str, str]
    """The id of the shortest failure of each rule that fails."""


@dataclass(frozen=True)
class Surveyed:
    """One library: its manifest, its recorded findings, and its judgement."""

    adapter: ThirdParty
    record: Record

    @cached_property
    def results(self) -> Results | None:
        """The results of its check; None if it was not judged."""
        return self.record.parsed()

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings that this check shows."""
        if self.results is None:
            return ()
        return tuple(finding for finding in findings_of(self.adapter.manifest) if self.failure_of(finding))

    def failure_of(self, finding: Finding) -> FailureLine | None:
        """Return the shortest failure that shows a finding, or None."""
        failures = self.results.failures if self.results else ()
        shown = [each for each in failures if each.kind == finding.kind and {*each.rules} & {*finding.rules}]
        return min(shown, key=lambda each: each.events, default=None)

    @cached_property
    def unexplained(self) -> tuple[FailureLine, ...]:
        """The first failures of each cause that no finding explains."""
        explained = {(finding.kind.value, rule) for finding in self.findings for rule in finding.rules}
        groups = self.results.causes if self.results else ()
        return tuple(
            group[0] for group in groups if not any((group[0].kind, rule) in explained for rule in group[0].rules)
        )

    @property
    def rows(self) -> tuple[Row, ...]:
        """One row for each kind."""
        results = self.results
        if results is None:
            return ()
        rows = []
        for kind in dict.fromkeys(line.kind for line in results.rules):
            states = {line.rule: _state(line) for line in results.rules if line.kind == kind}
            shortest = sorted((each for each in results.failures if each.kind == kind), key=lambda each: -each.events)
            rows.append(Row(kind, states, {rule: each.id for each in shortest for rule in each.rules}))
        return tuple(rows)

    @property
    def broken(self) -> tuple[str, ...]:
        """The rules that fail for some kind, in alphabetical order."""
        fails = {rule for row in self.rows for rule, state in row.states.items() if state is State.FAILS}
        return tuple(sorted(fails))

    @property
    def advice(self) -> Advice:
        """The advice to users; a failure that no finding explains counts as an edge."""
        classes = {finding.seriousness for finding in self.findings}
        if Seriousness.ORDINARY in classes:
            return Advice.AVOID
        if Seriousness.REACHABLE in classes or self.unexplained:
            return Advice.EDGES
        if self.results is None or self.results.footer.verdict is not Verdict.CONFORMANT:
            return Advice.ODD if classes and self.complete else Advice.UNCLEAR
        return Advice.ODD if classes else Advice.USE

    @property
    def complete(self) -> bool:
        """Whether the check came to its end."""
        footer = self.results.footer if self.results else None
        return footer is not None and not (footer.late or footer.interrupted or footer.unsound or footer.ended)

    @property
    def avoid(self) -> str:
        """The uses to avoid, in sentences."""
        told = [finding.title for finding in self.findings]
        told += [f"It breaks {', '.join(each.rules)}: {each.because}." for each in self.unexplained]
        if self.record.reason:
            told.append(f"It was not judged: {self.record.reason}.")
        return " ".join(told)
