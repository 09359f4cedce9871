"""One kind on its way through the phases: what is played is judged, and what fails is looked at more closely.

Given a seed and bounds, everything is deterministic. What one history showed is judged before the next, and nothing
that happens to one kind changes what becomes of another.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from typing import TYPE_CHECKING, Protocol

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from antichain.conformance import phases, python_values, reloading
from antichain.conformance.causes import plainly
from antichain.conformance.certify import certified
from antichain.conformance.connection import InProcess
from antichain.conformance.examine import Examiner
from antichain.conformance.finding import Finding, numberless
from antichain.conformance.generate import FAMILIES
from antichain.conformance.machine import HistoryMachine
from antichain.conformance.protocol import Broken, Kind
from antichain.conformance.result import Part
from antichain.conformance.steady import BACKEND

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from antichain.conformance.bounds import Bounds
    from antichain.conformance.case import Case
    from antichain.conformance.connection import Answers, Connection
    from antichain.conformance.protocol import Hello, Request
    from antichain.conformance.result import Plan
    from antichain.conformance.script import Verdict
    from antichain.conformance.watching import Watcher

__all__ = ["Course", "Launch", "Seat"]

_DEATHS = 5
"""More unplanned deaths than this, in distinct histories, end a kind."""
_TRIES = 3
"""So often a failure of one shape is looked at closely, where each time it came to a known one."""


class Launch(Protocol):
    """A target that can be started."""

    @property
    def name(self) -> str:
        """What it is called on the command line."""

    def start(self) -> Connection:
        """Start it, for the run."""

    def fresh(self) -> Connection:
        """Start it in a process of its own, if there is a way to."""


class Seat:
    """Where the target of a run sits; one that broke in this process is replaced by a new one."""

    def __init__(self, launch: Launch) -> None:
        """Start the target."""
        self.launch = launch
        self.connection = launch.start()

    @property
    def in_process(self) -> bool:
        """Whether the target lives in this process."""
        return isinstance(self.connection, InProcess)

    def renew(self) -> None:
        """Start anew what cannot start itself anew."""
        if self.in_process:
            self.connection = self.launch.start()


class Course:
    """Leads one kind through the phases; ``part`` is what came of it so far."""

    def __init__(  # noqa: PLR0913, PLR0917 — what is judged, where, and how far
        self, kind: Kind, hello: Hello, bounds: Bounds | None, plan: Plan, seat: Seat, watcher: Watcher
    ) -> None:
        """Begin; without ``bounds`` only a given history can be played."""
        self.kind = kind
        self.options = hello.kinds[kind]
        self.faults = hello.faults
        self.bounds = bounds or plan.most
        self.plan = plan
        self.seat = seat
        self.watcher = watcher
        self.part = Part(kind)
        self.examiner = Examiner(seat.launch.fresh)
        self._deaths = 0
        self._phase = ""
        self._looked_at: Counter[tuple[tuple[str, ...], str]] = Counter()

    def go_through(self, phase: str) -> None:
        """Go through one phase, unless the kind was given up."""
        if self.part.ended:
            return
        begun = time.monotonic()
        before = self.part.histories, self.part.checks, self.part.failures
        self._phase = phase
        self.watcher.begin(phase, self.kind.value, self._total(phase))
        getattr(self, f"_{phase}")()
        after = self.part.histories, self.part.checks, self.part.failures
        histories, checks, failures = (now - then for now, then in zip(after, before, strict=True))
        self.part.phases[phase] = histories, checks, failures, time.monotonic() - begun

    def conclude(self) -> None:
        """Find out which findings have something in common."""
        if not self.part.ended:
            self.part.findings = plainly(self.part.findings, self.options, self.seat.connection)

    def close(self) -> None:
        """End what was started on the way."""
        self.examiner.close()

    def _history(self) -> None:
        if self.plan.history is not None:
            self._play_all(phases.given(self.kind, self.options, self.plan.history, self.faults))

    def _known(self) -> None:
        """Play what failed in earlier runs; what does not fail any more is gone."""
        for kept in self.plan.remembered:
            if kept.expected.kind is self.kind:
                failures = self.part.failures
                case = kept.case()
                self._judge(case, self.seat.connection.play(case.script.requests))
                if self.part.failures == failures:
                    self.part.gone.append(kept.id)

    def _laws(self) -> None:
        self._play_all(phases.laws(self.kind, self.options, self.bounds, in_process=self.seat.in_process))
        if not self.part.ended:
            self._besides()

    def _exhaustive(self) -> None:
        self._play_all(phases.exhaustive(self.kind, self.options, self.bounds, self.faults))
        if not self.part.ended:
            self.part.findings = certified(self.part.findings, self.options, self.bounds)

    def _random(self) -> None:
        if not self.options.history:
            return
        course = self

        class Machine(HistoryMachine):
            def done(self, case: Case) -> None:
                if not course.part.ended:
                    course._judge(case, course.seat.connection.play(case.script.requests))

        Machine.kind, Machine.options, Machine.faults = self.kind, self.options, self.faults
        seed(self.plan.seed)(Machine)
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=self.bounds.histories,
                stateful_step_count=self.bounds.steps,
                database=None,
                deadline=None,
                phases=[Phase.generate],
                backend=BACKEND,
                suppress_health_check=list(HealthCheck),
            ),
        )

    def _large(self) -> None:
        self._play_all(phases.large(self.kind, self.options, self.bounds, self.plan.seed))

    def _total(self, phase: str) -> int | None:
        """Return how many histories a phase will play, where that is known beforehand."""
        if phase == "exhaustive":
            return phases.number(self.kind, self.options, self.bounds, self.faults)
        return {"random": self.bounds.histories, "large": len(FAMILIES)}.get(phase)

    def _play_all(self, cases: Iterable[Case]) -> None:
        """Play cases, many of them under way at once."""
        under_way: deque[Case] = deque()

        def scripts() -> Iterator[Sequence[Request]]:
            for case in cases:
                under_way.append(case)
                yield case.script.requests

        for answers in self.seat.connection.play_all(scripts()):
            self._judge(under_way.popleft(), answers)
            if self.part.ended:
                return

    def _judge(self, case: Case, answers: Answers) -> None:
        self.part.histories += 1
        self.watcher.advance()
        verdict = case.script.judge(answers)
        self.part.effective.update(case.script.tested(verdict, answers))
        if verdict is not None:
            self.part.failures += 1
            self.watcher.fail(self._phase, verdict.broken)
            self._fail(case, verdict, answers)

    def _fail(self, case: Case, verdict: Verdict, answers: Answers) -> None:
        """Look closer at a failure, unless the rules that it breaks are known to be broken by something as short."""
        if isinstance(verdict.answer, Broken) and self._phase != "known":
            self._deaths += 1
            if self._deaths > _DEATHS:
                self.part.ended = f"it broke in {self._deaths} distinct histories"
        size = case.until(verdict.place)
        if self._as_short(case, verdict, size):
            return
        plainest, attributed = self.examiner.attribute(case, verdict, self.options)
        if self._as_short(plainest, attributed, size):
            return
        if plainest is not case:
            answers = self.seat.connection.play(plainest.script.requests)
        shape = attributed.broken, numberless(Finding(plainest, attributed, self._phase, ()).because)
        if self._looked_at[shape] >= _TRIES:
            return
        finding = self.examiner.examine(plainest, attributed, answers, self._phase, self.options)
        self.part.met |= self.plan.known.met(finding)
        if self.plan.known.excuses(finding):
            self._looked_at[shape] += 1
        self.part.findings = self._without_longer([*self.part.findings, finding])
        if finding.errored:
            self.seat.renew()

    def _as_short(self, case: Case, verdict: Verdict, size: int) -> bool:
        """Return whether all the rules that a failure breaks are known to be broken by something as short.

        What is excused as known speaks for other failures that are, and for no others; what an earlier run found
        speaks for none, so that a run finds what it finds without it.
        """
        failure = Finding(case, verdict, self._phase, ())
        self.part.met |= self.plan.known.met(failure)
        excused = self.plan.known.excuses(failure)
        short = {
            rule
            for finding in self.part.findings
            if finding.size <= size and finding.phase != "known" and self.plan.known.excuses(finding) is excused
            for rule in finding.rules
        }
        return short.issuperset(verdict.broken)

    def _without_longer(self, findings: Sequence[Finding]) -> list[Finding]:
        """Return, of findings, those that are the shortest for some rule, of the excused and of the others."""
        best: dict[tuple[bool, str], Finding] = {}
        for finding in findings:
            for rule in finding.rules:
                key = self.plan.known.excuses(finding), rule
                if key not in best or _rank(finding) < _rank(best[key]):
                    best[key] = finding
        return sorted((f for f in findings if any(f is kept for kept in best.values())), key=_rank)

    def _besides(self) -> None:
        """Load in a fresh process what this one sent, and try the library's own operators where they can be reached."""
        for case, answers in reloading.cases(self.kind, self.options, self.seat.connection, self.seat.launch.fresh):
            self._judge(case, answers)
        compared = python_values.compared(self.kind, self.options, self.seat.connection)
        self.part.effective["LIB-HASH"] += sum(not wrong for wrong in compared)
        self.part.notes += [f"{self.kind.value}: LIB-HASH: {wrong}" for wrong in compared if wrong]


def _rank(finding: Finding) -> tuple[int, bool, bool]:
    """Return what findings are ordered by: the shortest first, of them what was exhausted, and last what is old."""
    return finding.size, finding.phase != "exhaustive", finding.phase == "known"
