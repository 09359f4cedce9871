"""The engine: a check of one target, phase by phase, as a report and a stream of events.

The engine prints nothing. With the same seed and bounds it finds the same failures with any number of jobs. The check
ends with a report, even if the target lies, hangs, floods or dies.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from antichain.conformance.engine import doctor
from antichain.conformance.engine.config import Scope
from antichain.conformance.engine.describe import extent
from antichain.conformance.engine.events import BoundsChosen, Listener, PhaseFinished, PhaseResult, PhaseStarted, ignore
from antichain.conformance.engine.harness import HARNESS, Harness
from antichain.conformance.engine.kind_run import KindRun
from antichain.conformance.engine.parallel import parts_of
from antichain.conformance.engine.report import Report
from antichain.conformance.phases.names import PhaseName
from antichain.conformance.phases.profiles import Pace, estimate, fitting, least
from antichain.conformance.transport.launch import TargetSlot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from antichain.conformance.engine.config import CheckConfig
    from antichain.conformance.engine.doctor import Diagnosis
    from antichain.conformance.engine.kind_result import KindResult
    from antichain.conformance.phases.phase import Phase
    from antichain.conformance.protocol.claims import Hello
    from antichain.conformance.transport.launch import Launch

__all__ = ["check"]


def check(  # noqa: PLR0913, PLR0917 — an entry point: each argument is independent of the others
    launch: Launch,
    hello: Hello,
    config: CheckConfig,
    on_event: Listener = ignore,
    jobs: int = 1,
    harness: Harness = HARNESS,
) -> Report:
    """Return the report of checking a target against the model, with up to ``jobs`` kinds at a time.

    ``on_event`` is called with each event. An interruption from the keyboard, and the deadline of the configuration,
    end the check early; the report has the results so far.

    Raises:
        OSError: the target cannot be started.
        HarnessDefect: the oracles disagree.

    """
    slot = TargetSlot(launch)
    scope = Scope(hello, config, deadline=time.monotonic() + config.max_seconds)
    phases: list[PhaseResult] = []
    unsound: list[str] = []
    notes: list[str] = []
    try:
        if not config.histories:
            on_event(PhaseStarted(PhaseName.DOCTOR, "", None))
            scope, diagnosis, examined, chosen = _examined(slot, scope)
            unsound, notes = diagnosis.complaints, diagnosis.advice
            phases.append(examined)
            on_event(PhaseFinished(examined))
            on_event(chosen)
        if unsound:
            run = KindResults()
        elif jobs > 1:
            slot.connection.close()
            run = _at_once(launch, scope, on_event, jobs)
        else:
            run = _in_turn(slot, scope, on_event, harness)
    except KeyboardInterrupt:
        run = KindResults(interrupted=True)
    finally:
        slot.connection.close()
    report = Report.of(launch.name, scope, (*phases, *run.phases), run.parts, unsound, run.interrupted)
    return replace(report, notes=(*notes, *report.notes))


@dataclass(frozen=True, slots=True)
class KindResults:
    """The results of all kinds and phases; if ``interrupted``, only of those that were reached."""

    parts: tuple[KindResult, ...] = ()
    phases: tuple[PhaseResult, ...] = ()
    interrupted: bool = False


def _examined(slot: TargetSlot, scope: Scope) -> tuple[Scope, Diagnosis, PhaseResult, BoundsChosen]:
    """Return the scope with the bounds of each kind, the diagnosis, the result of the phase, and an estimate.

    The estimate is for all phases after this one.
    """
    begun = time.monotonic()
    diagnosis = doctor.examine(slot.connection, slot.launch.fresh, scope.hello, scope.selected, scope.share)
    bounds = {}
    estimates: list[float | None] = []
    lower: list[float] = []
    for claim in scope.selected:
        pace = diagnosis.paces.get(claim.kind, Pace(1.0))
        chosen = scope.config.bounds or fitting(claim, scope.share, pace)
        estimates.append(None if scope.config.phases else estimate(claim, chosen, pace))
        lower.append((None if scope.config.phases else least(claim, chosen, pace)) or 0.0)
        most = claim.options.replicas or chosen.replicas
        bounds[claim.kind] = replace(chosen, replicas=min(chosen.replicas, most))
    histories = diagnosis.histories
    phase = PhaseResult(PhaseName.DOCTOR, diagnosis.verdict, histories, histories, 0, time.monotonic() - begun)
    seconds = None if None in estimates else sum(each or 0.0 for each in estimates)
    told = BoundsChosen(sum(lower), at_least=True) if any(lower) else BoundsChosen(seconds)
    return replace(scope, bounds=bounds, repeated=diagnosis.repeated), diagnosis, phase, told


def _in_turn(slot: TargetSlot, scope: Scope, on_event: Listener, harness: Harness) -> KindResults:
    """Return the results of the phases, each over all kinds, on one target."""
    kind_runs = [KindRun(claim, scope, slot, on_event, harness) for claim in scope.selected]
    parts = tuple(kind_run.part for kind_run in kind_runs)
    phases: list[PhaseResult] = []
    interrupted = False
    try:
        for phase in harness.named(scope.config.names):
            for kind_run in kind_runs:
                kind_run.run_phase(phase)
            phases += _merged([phase], parts, scope)
            on_event(PhaseFinished(phases[-1]))
        for kind_run in kind_runs:
            kind_run.finish()
    except KeyboardInterrupt:
        interrupted = True
    finally:
        for kind_run in kind_runs:
            kind_run.close()
    return KindResults(parts, tuple(phases), interrupted)


def _at_once(launch: Launch, scope: Scope, on_event: Listener, jobs: int) -> KindResults:
    """Return the results of the kinds, each from a separate process."""
    parts, interrupted = parts_of(launch, scope, on_event, jobs)
    interrupted |= any(part.interrupted for part in parts)
    phases = _merged(HARNESS.named(scope.config.names), parts, scope, interrupted=interrupted)
    for phase in phases:
        on_event(PhaseFinished(phase))
    return KindResults(parts, tuple(phases), interrupted)


def _merged(
    phases: Iterable[Phase], parts: Sequence[KindResult], scope: Scope, *, interrupted: bool = False
) -> list[PhaseResult]:
    """Return the results of phases over all kinds."""
    merged = []
    for phase in phases:
        by_kind = {part.kind.value: part.phases[phase.name] for part in parts if phase.name in part.phases}
        done = by_kind.values()
        if done or not interrupted:
            histories, checks, failures, seconds = map(sum, zip((0, 0, 0, 0.0), *done, strict=True))
            late = any(
                part.is_late and (phase.name not in part.phases or phase.name in part.unfinished) for part in parts
            )
            cut = "; not finished" if late or (interrupted and len(done) < len(scope.selected)) else ""
            detail = extent(phase, scope) + cut
            merged.append(PhaseResult(phase.name, detail, int(histories), int(checks), int(failures), seconds, by_kind))
    return merged
