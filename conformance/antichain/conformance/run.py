"""The engine: it leads a target through the phases and collects what is found. It prints nothing; who likes may watch.

Given a seed and bounds, everything is deterministic, however many jobs share the work. Whatever a target does ends in
a result.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from antichain.conformance import doctor
from antichain.conformance.bounds import Bounds
from antichain.conformance.course import Course, Launch, Seat
from antichain.conformance.extent import extent
from antichain.conformance.jobs import parts_of
from antichain.conformance.result import PHASES, PhaseResult, Plan, Result
from antichain.conformance.watching import Silent, Watcher

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from antichain.conformance.protocol import Hello
    from antichain.conformance.result import Part

__all__ = ["Launch", "Silent", "Watcher", "check"]


def check(launch: Launch, hello: Hello, plan: Plan, watcher: Watcher, jobs: int = 1) -> Result:
    """Hold a target against the model and return what was found; up to ``jobs`` kinds are judged at a time.

    An interruption from the keyboard ends the run early; the result then says so.

    Raises:
        OSError: the target cannot be started.
        HarnessDefect: the oracles disagree.

    """
    result = Result(launch.name, hello, plan)
    parts: list[Part] = []
    seat = Seat(launch)
    try:
        if plan.history is None:
            _doctor(seat, result, watcher)
        if jobs > 1 and not result.unsound:
            seat.connection.close()
            parts_of(launch, result, _phases(plan), watcher, jobs, parts)
        elif not result.unsound:
            _in_turn(seat, result, _phases(plan), watcher, parts)
    except KeyboardInterrupt:
        result.interrupted = True
    finally:
        seat.connection.close()
    for part in parts:
        result.absorb(part)
    if jobs > 1:
        for phase in _merged(_phases(plan), parts, result):
            result.phases.append(phase)
            watcher.end(phase)
    return result


def _phases(plan: Plan) -> Sequence[str]:
    if plan.history is not None:
        return ("history",)
    chosen = tuple(phase for phase in PHASES if not plan.phases or phase in plan.phases)
    return ("known", *chosen) if plan.remembered and not plan.phases else chosen


def _doctor(seat: Seat, result: Result, watcher: Watcher) -> None:
    begun = time.monotonic()
    watcher.begin("doctor", "", None)
    kinds = dict(result.selected())
    verdict = doctor.examine(seat.connection, seat.launch.fresh, result.hello, kinds)
    result.unsound = verdict.complaints
    share = result.plan.budget / max(1, len(kinds))
    for kind, options in kinds.items():
        chosen = result.plan.bounds or Bounds.within(share, verdict.seconds.get(kind, 1.0), result.plan.most)
        result.bounds[kind] = replace(chosen, replicas=min(chosen.replicas, options.replicas or chosen.replicas))
    detail = "the adapter is sound" if not verdict.complaints else "the adapter is not sound"
    histories = verdict.histories
    result.phases.append(PhaseResult("doctor", detail, histories, histories, 0, time.monotonic() - begun))
    watcher.end(result.phases[-1])


def _in_turn(seat: Seat, result: Result, names: Iterable[str], watcher: Watcher, parts: list[Part]) -> None:
    """Go through the phases, each over all kinds, on one target; ``parts`` tell what came of it, even if cut short."""
    courses = [
        Course(kind, result.hello, result.bounds.get(kind), result.plan, seat, watcher) for kind, _ in result.selected()
    ]
    parts += [course.part for course in courses]
    try:
        for name in names:
            for course in courses:
                course.go_through(name)
            result.phases += _merged([name], parts, result)
            watcher.end(result.phases[-1])
        for course in courses:
            course.conclude()
    finally:
        for course in courses:
            course.close()


def _merged(names: Iterable[str], parts: Sequence[Part], result: Result) -> list[PhaseResult]:
    """Return what each phase came to over all kinds."""
    merged = []
    for name in names:
        done = [part.phases[name] for part in parts if name in part.phases]
        if done or not result.interrupted:
            histories, checks, failures, seconds = map(sum, zip((0, 0, 0, 0.0), *done, strict=True))
            cut = "; not finished" if result.interrupted and len(done) < len(list(result.selected())) else ""
            detail = extent(name, result) + cut
            merged.append(PhaseResult(name, detail, int(histories), int(checks), int(failures), seconds))
    return merged
