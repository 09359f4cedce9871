"""The report of a check: a frozen value, from which every page, verdict and exit code is computed once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.engine.results.build import as_data, results_of
from antichain.conformance.engine.results.file import indented
from antichain.conformance.engine.status import Status
from antichain.conformance.failures.case_file import case_id
from antichain.conformance.failures.causes.grouping import grouped
from antichain.conformance.failures.story import story
from antichain.conformance.protocol.claims import Claim
from antichain.conformance.rules import offers
from antichain.conformance.rules.catalogue import RULES, Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from antichain.conformance.engine.config import CheckConfig, Scope
    from antichain.conformance.engine.events import PhaseResult
    from antichain.conformance.engine.kind_result import KindResult
    from antichain.conformance.failures.failure import Failure
    from antichain.conformance.failures.known import Known, Stale
    from antichain.conformance.phases.bounds import Bounds
    from antichain.conformance.protocol.claims import Hello, Kind

__all__ = ["Report", "Status"]


@dataclass(frozen=True)
class Report:
    """The result of a check of one target; :func:`antichain.conformance.check` returns it.

    ``effective`` counts the checks of each rule, by kind, and ``by_phase`` those of each phase. ``unsound`` are the
    complaints of the doctor. ``ended`` names the kinds that were given up, with the reason. ``met`` are the numbers of
    the excuses that were needed, and ``gone`` the ids of earlier failures that now pass. ``consequences`` are, by kind,
    the rules that fail only as a consequence, each with the rule of its cause. ``late`` says that the time of the check
    ran out before its end.
    """

    target: str
    scope: Scope
    phases: tuple[PhaseResult, ...]
    effective: Mapping[Kind, Counter[str]]
    failures: tuple[Failure, ...]
    consequences: Mapping[Kind, Mapping[str, str]]
    unsound: tuple[str, ...]
    ended: Mapping[Kind, str]
    interrupted: bool
    notes: tuple[str, ...]
    met: frozenset[int]
    gone: tuple[str, ...]
    by_phase: Mapping[Kind, Mapping[str, Counter[str]]]
    late: bool = False

    @classmethod
    def of(  # noqa: PLR0913, PLR0917 — each argument is a part of the report
        cls,
        target: str,
        scope: Scope,
        phases: Iterable[PhaseResult],
        parts: Iterable[KindResult],
        unsound: Iterable[str],
        interrupted: bool,  # noqa: FBT001 — one of the parts
    ) -> Report:
        """Return the report of a check from the results of its phases and kinds."""
        parts = tuple(parts)
        return cls(
            target,
            scope,
            tuple(phases),
            {part.kind: part.effective for part in parts},
            tuple(sorted((f for part in parts for f in part.failures), key=lambda failure: failure.events)),
            {part.kind: part.consequences for part in parts},
            tuple(unsound),
            {part.kind: part.ended for part in parts if part.ended},
            interrupted or any(part.interrupted for part in parts),
            tuple(note for part in parts for note in part.notes),
            frozenset(number for part in parts for number in part.met),
            tuple(each for part in parts for each in part.gone),
            {part.kind: dict(part.covered) for part in parts},
            any(part.is_late for part in parts),
        )

    def with_known(self, known: Known) -> Report:
        """Return the same report with other known failures, each entry of which was needed."""
        config = replace(self.config, known=known)
        return replace(self, scope=replace(self.scope, config=config), met=frozenset(range(len(known.entries))))

    def with_further(self, failures: Iterable[Failure]) -> Report:
        """Return the same report with further failures, except those that it has: their case and rules are the same."""
        distinct = {(failure.kind, failure.rules, case_id(failure)): failure for failure in failures}
        for failure in self.failures:
            distinct.pop((failure.kind, failure.rules, case_id(failure)), None)
        found = sorted((*self.failures, *distinct.values()), key=lambda failure: failure.events)
        return replace(self, failures=tuple(found))

    @property
    def hello(self) -> Hello:
        """The claims of the target."""
        return self.scope.hello

    @property
    def config(self) -> CheckConfig:
        """The configuration of the check."""
        return self.scope.config

    @property
    def bounds(self) -> Mapping[Kind, Bounds]:
        """The bounds of each kind."""
        return self.scope.bounds

    @property
    def selected(self) -> tuple[Claim, ...]:
        """The claims that the check judges, one for each kind."""
        return self.scope.selected

    @cached_property
    def rules(self) -> Mapping[Kind, Mapping[str, Status]]:
        """The status of every selected rule, by kind."""
        return {claim.kind: self.statuses(claim.kind) for claim in self.selected}

    def statuses(self, kind: Kind) -> dict[str, Status]:
        """Return the status of every selected rule for one kind."""
        return {name: self._status(kind, name) for name in self.config.rules or RULES}

    def not_offered(self, kind: Kind, rule: str) -> str:
        """Return why a rule does not apply to the claim for a kind; empty if it does."""
        return offers.why_not_offered(RULES[rule], Claim.of(self.hello, kind))

    def _status(self, kind: Kind, rule: str) -> Status:
        failing = [failure for failure in self.failures if failure.kind is kind and rule in failure.rules]
        unexcused = [failure for failure in failing if not self.excuses(failure)]
        if any(failure.errored for failure in unexcused):
            return Status.ERRORED
        if failing:
            return Status.FAILS if unexcused else Status.KNOWN
        if head := self.consequences.get(kind, {}).get(rule):
            causes = [failure for failure in self.failures if failure.kind is kind and head in failure.rules]
            return Status.KNOWN if all(map(self.excuses, causes)) else Status.FOLLOWS
        if self.not_offered(kind, rule):
            return Status.NOT_OFFERED
        if self.effective.get(kind, Counter())[rule]:
            return Status.HOLDS
        # A check of a given history judges only the rules that the history exercises.
        return Status.NOT_SELECTED if self.config.histories else Status.NOT_EXERCISED

    def weighs(self, rule: str) -> bool:
        """Return whether a rule decides the verdict."""
        return RULES[rule].level is Level.MUST or (self.config.strict and RULES[rule].level is Level.SHOULD)

    def excuses(self, failure: Failure) -> bool:
        """Return whether a failure is known and excused."""
        return self.config.known.excuses(failure)

    @cached_property
    def shown(self) -> tuple[Failure, ...]:
        """The failures that break a selected rule, that the target broke, or that are flaky."""
        selected = set(self.config.rules or RULES)
        selected |= {follows[rule] for follows in self.consequences.values() for rule in selected & follows.keys()}
        return tuple(f for f in self.failures if selected & set(f.rules) or f.errored or f.flaky)

    @cached_property
    def known(self) -> tuple[Failure, ...]:
        """The shown failures that are known and excused."""
        return tuple(failure for failure in self.shown if self.excuses(failure))

    @cached_property
    def unexcused(self) -> tuple[Failure, ...]:
        """The shown failures that are not excused."""
        return tuple(failure for failure in self.shown if not self.excuses(failure))

    @cached_property
    def groups(self) -> tuple[tuple[Failure, ...], ...]:
        """The shown failures by cause, attributed ones first; excused failures form separate groups."""
        return tuple(_attributed_first(grouped(self.unexcused)) + _attributed_first(grouped(self.known)))

    @cached_property
    def untested(self) -> tuple[str, ...]:
        """The claimed rules that decide the verdict and that no answer tested, in words."""
        return tuple(
            f"{rule} ({kind.value})"
            for kind, statuses in self.rules.items()
            for rule, status in statuses.items()
            if status is Status.NOT_EXERCISED and self.weighs(rule)
        )

    @cached_property
    def unmet(self) -> tuple[str, ...]:
        """A sentence for each offer that is required and that the target does not make."""
        return tuple(offers.unmet(self.required, self.hello, self.selected))

    @property
    def required(self) -> tuple[str, ...]:
        """The offers that the target must make."""
        return tuple(dict.fromkeys((*self.config.required, *self.config.known.must_claim)))

    @cached_property
    def stale(self) -> tuple[Stale, ...]:
        """The excuses that are no longer needed, each with the reason."""
        whole = not self.interrupted and not self.late and not self.unsound and not self.config.histories
        judged = [claim.kind for claim in self.selected if whole and claim.kind not in self.ended]
        known = self.config.known
        return tuple(known.stale(set(self.met), judged, set(self.hello.kinds), self.config.rules, list(self.failures)))

    @cached_property
    def verdict(self) -> Verdict:
        """The verdict, by the worst of the results."""
        if self.interrupted:
            return Verdict.INTERRUPTED
        statuses = [status for each in self.rules.values() for rule, status in each.items() if self.weighs(rule)]
        unexcused = [failure for failure in self.failures if not self.excuses(failure)]
        broke = any(failure.errored or failure.flaky for failure in unexcused)
        failing = broke or Status.FAILS in statuses or Status.FOLLOWS in statuses
        if self.unsound or self.ended or failing or self.stale or self.unmet:
            return Verdict.NOT_CONFORMANT
        return Verdict.INCOMPLETE if self.late or self.untested or Status.HOLDS not in statuses else Verdict.CONFORMANT

    @property
    def exit_code(self) -> int:
        """The exit code of ``antichain check`` for this report."""
        return self.verdict.exit_code

    def raise_for_failures(self) -> None:
        """Raise an error that shows each failure, unless the verdict is conformant.

        Raises:
            AssertionError: the target does not conform, or the check is incomplete or interrupted.

        """
        if self.verdict is not Verdict.CONFORMANT:
            reasons = [*self.unsound, *(f"{kind.value} was given up: {why}" for kind, why in self.ended.items())]
            reasons += [f"{failure.kind.value} {story(failure)}" for failure in self.unexcused]
            reasons += self.unmet
            reasons += [f"excuse without a reason: {each}" for each in self.stale]
            if self.late:
                reasons.append(f"the check ended after {self.config.max_seconds:g} s, before its end")
            reasons += [f"claimed and not exercised: {each}" for each in self.untested if not reasons]
            message = "\n".join((f"{self.target}: {self.verdict.value} (seed {self.config.seed})", *reasons))
            raise AssertionError(message)

    def to_dict(self) -> dict[str, Any]:
        """Return the results as plain data, which depend only on seed and bounds, except seconds and environment."""
        return as_data(results_of(self))

    def to_json(self) -> str:
        """Return the results as one JSON object."""
        return indented(self.to_dict())


def _attributed_first(causes: Iterable[Iterable[Failure]]) -> list[tuple[Failure, ...]]:
    """Return the causes in their order, except that what is not attributed comes last: it may follow from others."""
    found = [tuple(sorted(cause, key=lambda failure: not failure.attributed)) for cause in causes]
    return sorted(found, key=lambda cause: not cause[0].attributed)
