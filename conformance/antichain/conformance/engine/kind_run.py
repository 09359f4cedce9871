"""The run of one kind: each phase yields cases, each case is run and judged, and each failure is analysed.

With the same seed and bounds a run is the same. A case is judged before the next one, and the runs of two kinds do not
influence each other.
"""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

from antichain.conformance.engine.describe import remedy
from antichain.conformance.engine.events import CaseRun, FailureFound, PhaseNumbers, PhaseStarted
from antichain.conformance.engine.harness import HARNESS
from antichain.conformance.engine.kind_result import KindResult
from antichain.conformance.failures.analyse import FailureAnalyser
from antichain.conformance.failures.causes.budget import ANALYSIS_SECONDS, Budget
from antichain.conformance.failures.causes.collection import FailureCollection
from antichain.conformance.failures.causes.features import features
from antichain.conformance.failures.claim_hints import with_claim_hints
from antichain.conformance.failures.minimality import is_exhausted, with_minimality
from antichain.conformance.phases.bounds import DEFAULT
from antichain.conformance.phases.names import PhaseName
from antichain.conformance.phases.phase import PhaseInput
from antichain.conformance.phases.sample import sampled
from antichain.conformance.protocol.answers import Broken
from antichain.conformance.rules.catalogue import beyond_the_bound

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from antichain.conformance.cases.case import Case
    from antichain.conformance.cases.script import Violation
    from antichain.conformance.engine.config import Scope
    from antichain.conformance.engine.events import Listener
    from antichain.conformance.engine.harness import Harness
    from antichain.conformance.phases.phase import Phase
    from antichain.conformance.protocol.answers import Answers
    from antichain.conformance.protocol.claims import Claim
    from antichain.conformance.protocol.requests import Request
    from antichain.conformance.transport.connection import Connection
    from antichain.conformance.transport.launch import TargetSlot

__all__ = ["KindRun"]

_CASE_RUN = CaseRun()

_DEATHS = 5
"""If the target breaks in more distinct histories than this, the kind is given up."""


class KindRun:
    """Runs the phases on one kind; ``part`` is the result so far."""

    def __init__(
        self, claim: Claim, scope: Scope, slot: TargetSlot, on_event: Listener, harness: Harness = HARNESS
    ) -> None:
        """Prepare to judge a claim; without bounds in ``scope`` only a given history can be run."""
        self.kind = claim.kind
        self.config = scope.config
        self.slot = slot
        self.on_event = on_event
        self.input = PhaseInput(
            claim,
            scope.bounds.get(claim.kind, DEFAULT),
            scope.config.seed,
            slot.in_process,
            scope.config.histories,
            scope.config.remembered,
            scope.repeated.get(claim.kind, 0),
        )
        self.part = KindResult(claim.kind)
        seconds = min(ANALYSIS_SECONDS, scope.share / 2) if scope.config.explores else ANALYSIS_SECONDS
        self.analyser = FailureAnalyser(
            claim, slot.launch.fresh, harness.attributions, harness.reductions, Budget(seconds, scope.deadline)
        )
        self._collection = FailureCollection(
            self.analyser, scope.config.known, lambda case: self.slot.connection.play(case.script.requests)
        )
        self._deadline = scope.deadline
        self._exhausted = False
        self._least: int | None = None
        self._deaths: list[frozenset[str]] = []
        self._phase = PhaseName.DOCTOR

    def run_phase(self, phase: Phase) -> None:
        """Run one phase, unless the kind was given up or the time ran out."""
        if self.ended:
            return
        begun = time.monotonic()
        before = self.part.histories, self.part.checks, self.part.failing
        covered = self.part.effective.copy()
        self._phase = phase.name
        sample = self.input.bounds.requests_of(phase.name)
        self.on_event(PhaseStarted(phase.name, self.kind.value, None if sample else phase.total(self.input)))
        try:
            phase.run(self)
        finally:
            self.part.covered[phase.name] = self.part.effective - covered
        # A sample does not show that no shorter history fails.
        self._exhausted = self._exhausted or (phase.exhausts and not sample and not self.ended)
        after = self.part.histories, self.part.checks, self.part.failing
        histories, checks, failures = (now - then for now, then in zip(after, before, strict=True))
        if self.part.is_late:
            self.part.unfinished.add(phase.name)
        self.part.phases[phase.name] = PhaseNumbers(histories, checks, failures, time.monotonic() - begun)

    def finish(self) -> None:
        """Note which failures are minimal or pass under another claim, and which rules the declared bound excludes."""
        claim = self.input.claim
        bounds = self.input.bounds if self._exhausted else None
        self._collection.change(lambda found: with_minimality(found, claim, bounds, self._least))
        if not self.part.ended and not self.part.is_late:
            self._collection.change(lambda found: with_claim_hints(found, claim, self._replayed))
        self.part.failures = self._collection.failures
        reasons = beyond_the_bound(claim)
        self.part.notes += [f"{self.kind.value}: {rule} is not offered: {why}" for rule, why in reasons.items()]

    def _replayed(self, case: Case) -> Violation | None:
        """Play a case that does not count, and return its violation."""
        return case.script.judge(self.slot.connection.play(case.script.requests))

    def close(self) -> None:
        """End the processes that were started to analyse failures."""
        self.analyser.close()

    @property
    def ended(self) -> bool:
        """Whether the kind was given up, or the time of the check ran out."""
        if time.monotonic() > self._deadline:
            self.part.is_late = True
        return bool(self.part.ended) or self.part.is_late

    @property
    def connection(self) -> Connection:
        """The connection to the target."""
        return self.slot.connection

    def fresh(self) -> Connection:
        """Start the target once more, in a new process if it can be started in one."""
        return self.slot.launch.fresh()

    def play(self, case: Case) -> bool:
        """Run and judge one case, and return whether it passes."""
        return self.judge(case, self.slot.connection.play(case.script.requests))

    def play_all(self, cases: Iterable[Case]) -> None:
        """Run and judge cases, several of them in flight at once, until the kind is given up or the time runs out."""
        if limit := self.input.bounds.requests_of(self._phase):
            cases = sampled(cases, limit, [rule for rule, times in self.part.effective.items() if times])
        in_flight: deque[Case] = deque()

        def scripts() -> Iterator[Sequence[Request]]:
            for case in cases:
                in_flight.append(case)
                yield case.script.requests

        for answers in self.slot.connection.play_all(scripts()):
            self.judge(in_flight.popleft(), answers)
            if self.ended:
                return

    def judge(self, case: Case, answers: Answers) -> bool:
        """Judge the answers to a case, and return whether it passes."""
        self.part.histories += 1
        self.on_event(_CASE_RUN)
        violation = case.script.judge(answers)
        self.part.effective.update(case.script.coverage(violation, answers))
        if violation is not None:
            self.part.failing += 1
            self.on_event(FailureFound(self._phase, violation.rules))
            self._fail(case, violation, answers)
        return violation is None

    def record(self, rule: str, complaints: Sequence[str]) -> None:
        """Count one check of a rule for each empty complaint, and add the others to the notes of the report."""
        self.part.effective[rule] += sum(not complaint for complaint in complaints)
        self.part.notes += [f"{self.kind.value}: {rule}: {complaint}" for complaint in complaints if complaint]

    def mark_gone(self, case_id: str) -> None:
        """Note that a failure of an earlier run passes now."""
        self.part.gone.append(case_id)

    def _fail(self, case: Case, verdict: Violation, answers: Answers) -> None:
        """Add a failure to those of the run, and give the kind up if the target broke too often."""
        if isinstance(verdict.answer, Broken) and self._phase is not PhaseName.KNOWN:
            self._deaths.append(features(case, verdict))
            if len(self._deaths) > _DEATHS:
                cure = remedy(self._deaths, self.input.claim.options)
                self.part.ended = f"it broke in {len(self._deaths)} distinct histories{cure}"
        if is_exhausted(case, self.input.claim):
            events = case.until(verdict.place)
            self._least = events if self._least is None else min(events, self._least)
        failure = self._collection.add(case, verdict, answers, self._phase)
        self.part.failures = self._collection.failures
        self.part.consequences = self._collection.follows()
        self.part.met |= self._collection.met
        if failure is not None and failure.errored:
            self.slot.renew()
