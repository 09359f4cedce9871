"""The engine: it leads a target through the phases and collects what is found. It prints nothing; who likes may watch.

Given a seed and bounds, everything is deterministic. What one history showed is judged before the next, and whatever a
target does ends in a result.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from antichain.conformance import doctor, phases, python_values, reloading
from antichain.conformance.bounds import Bounds
from antichain.conformance.connection import InProcess
from antichain.conformance.examine import Examiner
from antichain.conformance.generate import FAMILIES
from antichain.conformance.machine import HistoryMachine
from antichain.conformance.protocol import Broken, Kind, Options
from antichain.conformance.result import PhaseResult, Plan, Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from antichain.conformance.case import Case
    from antichain.conformance.connection import Answers, Connection
    from antichain.conformance.finding import Finding
    from antichain.conformance.protocol import Hello, Request
    from antichain.conformance.script import Verdict

__all__ = ["Launch", "Silent", "Watcher", "check"]

_DEATHS = 5
"""More unplanned deaths than this, in distinct histories, end a kind."""


class Launch(Protocol):
    """A target that can be started."""

    @property
    def name(self) -> str:
        """What it is called on the command line."""

    def start(self) -> Connection:
        """Start it, for the run."""

    def fresh(self) -> Connection:
        """Start it in a process of its own, if there is a way to."""


class Watcher(Protocol):
    """Whoever wants to see a run while it goes on."""

    def begin(self, phase: str, detail: str, total: int | None) -> None:
        """A phase begins; it has so many steps, if that is known."""

    def advance(self) -> None:
        """One step was made."""

    def end(self, result: PhaseResult) -> None:
        """The phase is over."""


class Silent:
    """Nobody watches."""

    def begin(self, phase: str, detail: str, total: int | None) -> None:
        """See nothing."""

    def advance(self) -> None:
        """See nothing."""

    def end(self, result: PhaseResult) -> None:
        """See nothing."""


def check(launch: Launch, hello: Hello, plan: Plan, watcher: Watcher) -> Result:
    """Hold a target against the model and return what was found.

    An interruption from the keyboard ends the run early; the result then says so.

    Raises:
        OSError: the target cannot be started.
        HarnessDefect: the oracles disagree.

    """
    run = _Run(launch, hello, plan, watcher)
    try:
        run.all()
    except KeyboardInterrupt:
        run.result.interrupted = True
    finally:
        run.connection.close()
        run.examiner.close()
    return run.result


class _Run:
    """One run on its way through the phases."""

    def __init__(self, launch: Launch, hello: Hello, plan: Plan, watcher: Watcher) -> None:
        self.launch = launch
        self.plan = plan
        self.watcher = watcher
        self.result = Result(launch.name, hello, plan)
        self.connection = launch.start()
        self.examiner = Examiner(launch.fresh)
        self.deaths: Counter[Kind] = Counter()
        self.kinds = dict(self.result.selected())
        self.histories = 0
        self.failures = 0

    def all(self) -> None:
        """Go through the phases, each over all kinds."""
        if self.plan.history is not None:
            history = self.plan.history
            self._phase("history", lambda kind, options: phases.given(kind, options, history, self.result.hello.faults))
            return
        self._doctor()
        if self.result.unsound:
            return
        laws = partial(phases.laws, in_process=isinstance(self.connection, InProcess))
        faults = self.result.hello.faults
        bounds = self.result.bounds
        self._phase("laws", lambda kind, options: laws(kind, options, bounds[kind]), self._besides)
        self._phase("exhaustive", lambda kind, options: phases.exhaustive(kind, options, bounds[kind], faults))
        self._certify()
        self._phase("random", None, self._random)
        self._phase(
            "large", lambda kind, options: phases.large(kind, options, self.result.bounds[kind], self.plan.seed)
        )

    def _doctor(self) -> None:
        begun = time.monotonic()
        self.watcher.begin("doctor", "", None)
        verdict = doctor.examine(self.connection, self.launch.fresh, self.result.hello, self.kinds)
        self.result.unsound = verdict.complaints
        share = self.plan.budget / max(1, len(self.kinds))
        for kind, options in self.kinds.items():
            chosen = self.plan.bounds or Bounds.within(share, verdict.seconds.get(kind, 1.0), self.plan.most)
            self.result.bounds[kind] = replace(
                chosen, replicas=min(chosen.replicas, options.replicas or chosen.replicas)
            )
        detail = "the adapter is sound" if not verdict.complaints else "the adapter is not sound"
        self._end(PhaseResult("doctor", detail, verdict.histories, verdict.histories, 0, time.monotonic() - begun))

    def _phase(
        self,
        name: str,
        cases: Callable[[Kind, Options], Iterable[Case]] | None,
        more: Callable[[Kind, Options, str], None] | None = None,
    ) -> None:
        begun = time.monotonic()
        histories, failures, checks = self.histories, self.failures, self._checks()
        for kind, options in self.kinds.items():
            if kind in self.result.ended:
                continue
            self.watcher.begin(name, kind.value, self._total(name, kind, options))
            if cases is not None:
                self._play_all(cases(kind, options), options, name)
            if more is not None and kind not in self.result.ended:
                more(kind, options, name)
        detail = _scope(name, self.result)
        done = self.histories - histories, self._checks() - checks, self.failures - failures
        self._end(PhaseResult(name, detail, *done, time.monotonic() - begun))

    def _total(self, phase: str, kind: Kind, options: Options) -> int | None:
        """Return how many histories a phase will play, where that is known beforehand."""
        bounds = self.result.bounds.get(kind)
        if bounds is None or phase not in ("exhaustive", "random", "large"):
            return None
        if phase == "exhaustive":
            faulty = phases.faulty(kind, options, bounds, self.result.hello.faults)
            return 2 * sum(1 for _ in (*phases.histories(kind, options, bounds), *faulty)) if options.history else 0
        return bounds.histories if phase == "random" else len(FAMILIES)

    def _end(self, phase: PhaseResult) -> None:
        self.result.phases.append(phase)
        self.watcher.end(phase)

    def _checks(self) -> int:
        return sum(sum(effective.values()) for effective in self.result.effective.values())

    def _play_all(self, cases: Iterable[Case], options: Options, phase: str) -> None:
        """Play cases, many of them under way at once."""
        under_way: deque[Case] = deque()

        def scripts() -> Iterator[Sequence[Request]]:
            for case in cases:
                under_way.append(case)
                yield case.script.requests

        for answers in self.connection.play_all(scripts()):
            case = under_way.popleft()
            self._judge(case, answers, options, phase)
            if case.kind in self.result.ended:
                return

    def _judge(self, case: Case, answers: Answers, options: Options, phase: str) -> None:
        self.histories += 1
        self.watcher.advance()
        verdict = case.script.judge(answers)
        self.result.effective.setdefault(case.kind, Counter()).update(case.script.tested(verdict, answers))
        if verdict is not None:
            self.failures += 1
            self._fail(case, verdict, answers, options, phase)

    def _fail(self, case: Case, verdict: Verdict, answers: Answers, options: Options, phase: str) -> None:
        """Look closer at a failure, unless the rules that it breaks are known to be broken by something as short."""
        if isinstance(verdict.answer, Broken):
            self.deaths[case.kind] += 1
            if self.deaths[case.kind] > _DEATHS:
                self.result.ended[case.kind] = f"it broke in {self.deaths[case.kind]} distinct histories"
        size = case.script.events[verdict.place] if case.truth else case.size
        if self._known(case.kind, verdict, size):
            return
        plainest, attributed = self.examiner.attribute(case, verdict, options)
        if self._known(case.kind, attributed, size):
            return
        if plainest is not case:
            answers = self.connection.play(plainest.script.requests)
        finding = self.examiner.examine(plainest, attributed, answers, phase, options)
        self.result.findings = _without_longer([*self.result.findings, finding])
        if finding.errored and isinstance(self.connection, InProcess):
            self.connection = self.launch.start()

    def _known(self, kind: Kind, verdict: Verdict, size: int) -> bool:
        """Return whether all the rules that a failure breaks are known to be broken by something as short."""
        short = {rule for f in self.result.findings if f.kind is kind and f.size <= size for rule in f.rules}
        return short.issuperset(verdict.broken)

    def _besides(self, kind: Kind, options: Options, phase: str) -> None:
        """Load in a fresh process what this one sent, and try the library's own operators where they can be reached."""
        for case, answers in reloading.cases(kind, options, self.connection, self.launch.fresh):
            self._judge(case, answers, options, phase)
        effective = self.result.effective.setdefault(kind, Counter())
        compared = python_values.compared(kind, options, self.connection)
        effective["LIB-HASH"] += sum(not wrong for wrong in compared)
        self.result.notes += [f"{kind.value}: LIB-HASH: {wrong}" for wrong in compared if wrong]

    def _certify(self) -> None:
        """State that nothing shorter fails, where every shorter history was played and none failed."""
        for kind, options in self.kinds.items():
            found = [f for f in self.result.findings if f.kind is kind and _exhausted(f, options)]
            shortest = min((finding.size for finding in found), default=0)
            for place, finding in enumerate(self.result.findings):
                # Own echoes are exhausted to one event less, so all shorter ones were played up to this very size.
                whole = kind not in self.result.ended and finding.size <= self.result.bounds[kind].events
                if whole and finding in found and finding.size == shortest:
                    minimal = _minimality(finding, options, self.result.bounds[kind])
                    self.result.findings[place] = replace(finding, minimal=minimal)

    def _random(self, kind: Kind, options: Options, phase: str) -> None:
        bounds = self.result.bounds[kind]
        if not options.history:
            return
        run = self

        class Machine(HistoryMachine):
            def done(self, case: Case) -> None:
                if kind not in run.result.ended:
                    run._judge(case, run.connection.play(case.script.requests), options, phase)

        Machine.kind, Machine.options, Machine.faults = kind, options, self.result.hello.faults
        seed(self.plan.seed)(Machine)
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=bounds.histories,
                stateful_step_count=bounds.steps,
                database=None,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )


def _exhausted(finding: Finding, options: Options) -> bool:
    """Return whether a finding is one of those that the exhaustive phase goes through."""
    case = finding.case
    if case.truth is None or case.setting is None or finding.again is not None or case.truth.mishaps:
        return False
    plain = next(case.setting.plainer(finding.kind, options), None)
    return plain is None and all(abs(by) <= 1 for by in case.setting.amounts)


def _minimality(finding: Finding, options: Options, bounds: Bounds) -> str:
    shorter = sum(len(truth.events) < finding.size for truth in phases.histories(finding.kind, options, bounds))
    return (
        f"no history with fewer events fails: all there are of at most {bounds.replicas} replicas ({shorter}) were "
        "played, with amounts of 1, names up to renaming, no faults"
    )


def _without_longer(findings: list[Finding]) -> list[Finding]:
    """Return, of findings, those that are the shortest for some rule."""
    best: dict[tuple[Kind, str], Finding] = {}
    for finding in findings:
        for rule in finding.rules:
            known = best.get((finding.kind, rule))
            if known is None or _rank(finding) < _rank(known):
                best[finding.kind, rule] = finding
    return sorted((f for f in findings if any(f is kept for kept in best.values())), key=_rank)


def _rank(finding: Finding) -> tuple[int, bool]:
    return finding.size, finding.phase != "exhaustive"


def _scope(phase: str, result: Result) -> str:
    """Say what a phase goes through, with its exact bounds."""
    said: dict[str, list[str]] = {}
    for kind, options in result.selected():
        bounds = result.bounds.get(kind)
        said.setdefault(_extent(phase, kind, options, bounds, faults=bool(result.hello.faults)), []).append(kind.value)
    if len(said) == 1:
        return next(iter(said))
    return "; ".join(f"{', '.join(kinds)}: {extent}" for extent, kinds in said.items())


def _extent(phase: str, kind: Kind, options: Options, bounds: Bounds | None, *, faults: bool) -> str:
    if not options.history and phase != "laws":
        return "no histories offered"
    if phase == "laws" or bounds is None:
        return "laws, amounts, names, messages, constructed states" if phase == "laws" else "the given history"
    if phase == "exhaustive":
        received = "sends received" if kind is Kind.VECTOR_CLOCK else f"own echoes: {bounds.events - 1}"
        faulty = f", and of 2 with {bounds.faulty} events and a fault" if faults else ""
        return f"all histories of up to {bounds.replicas} replicas, {bounds.events} events ({received}){faulty}, twice"
    if phase == "random":
        most = min(12, options.replicas or 12)
        return f"up to {bounds.histories} histories of up to {bounds.steps} events on up to {most} replicas"
    return f"families of {bounds.large} events on up to {min(40, options.replicas or 40)} replicas"
