"""Measurements of the harness on the zoo: a run of the whole harness on each member, and its result.

The zoo measures the harness. These are defects of the harness: a wrong member that survives, a right one that is
accused, a rule that does not fire, a history that is longer than necessary, and a phase that catches no member.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING

from antichain.conformance import zoo
from antichain.conformance.engine.check import check
from antichain.conformance.engine.config import CheckConfig
from antichain.conformance.engine.events import Event, FailureFound
from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.engine.harness import HARNESS, Harness
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.phases.names import SELECTABLE
from antichain.conformance.targets.resolve import greet, launch_of
from antichain.conformance.transport.in_process import InProcess
from antichain.conformance.zoo.member import Member

if TYPE_CHECKING:
    from collections.abc import Iterable

    from antichain.conformance.engine.report import Report
    from antichain.conformance.targets.resolve import Command
    from antichain.conformance.transport.connection import Connection

__all__ = ["BOUNDS", "Showing", "idle", "members", "show"]

BOUNDS = Bounds(events=5, histories=40, steps=30, large=60)
"""The bounds of each run; the same bounds and seed play the same runs."""


@dataclass(frozen=True, slots=True)
class Showing:
    """The result of one run on a member.

    ``rules`` are those that fired, also as a consequence. ``causes`` are the first rules of the groups of failures, and
    ``cause`` the first of these. ``events`` is the length of the smallest history found for an expected rule, and
    ``found_by`` the phase that found it; ``alone`` are the phases that catch the member without the others. ``seconds``
    is the time to the first failure, ``total`` that of the whole run. ``faults`` are defects of the harness; a right
    harness has none.
    """

    member: str
    rules: tuple[str, ...]
    causes: tuple[str, ...]
    events: int | None
    found_by: str
    alone: tuple[str, ...]
    seconds: float | None
    total: float
    faults: tuple[str, ...]

    @property
    def cause(self) -> str:
        """The rule of the first failure, or an empty text."""
        return self.causes[0] if self.causes else ""


def members() -> dict[str, Member]:
    """Return all members by name, the wrong ones first."""
    found: list[Member] = []
    for module in walk_packages(zoo.__path__, f"{zoo.__name__}."):
        target = getattr(import_module(module.name), "target", None)
        if isinstance(target, Member):
            found.append(target)
    return {member.name: member for member in sorted(found, key=lambda member: (member.is_right, member.name))}


def show(
    member: Member, *, pipe: bool = False, bounds: Bounds = BOUNDS, seed: int = 0, harness: Harness = HARNESS
) -> Showing:
    """Run the whole harness on one member, in this process, or with ``pipe`` in separate ones."""
    launch: Command | _Here = launch_of(f"py:{member.module}:target") if pipe else _Here(member)  # type: ignore[assignment]  # of a py: target, a Command
    first = _FirstFailure()
    report = check(launch, greet(launch), CheckConfig(seed=seed, bounds=bounds, strict=True), first, harness=harness)
    found = min(
        (failure for failure in report.failures if set(failure.rules) & set(member.breaks)),
        key=lambda failure: failure.events,
        default=None,
    )
    return Showing(
        member.name,
        tuple(sorted(_fired(report))),
        tuple(group[0].rules[0] for group in report.groups),
        found.events if found else None,
        found.phase if found else "",
        tuple(phase.phase for phase in report.phases if phase.failures),
        first.seconds,
        time.monotonic() - first.begun,
        tuple(_faults(member, report, found.events if found else None)),
    )


def _fired(report: Report) -> set[str]:
    """Return the rules that failed, directly or as a consequence."""
    return {
        *(rule for failure in report.failures for rule in failure.rules),
        *(rule for follows in report.consequences.values() for rule in follows),
    }


def _faults(member: Member, report: Report, events: int | None) -> Iterable[str]:
    """Yield the defects of the harness that this run shows."""
    yield from _unsound(report)
    fired = _fired(report)
    if member.is_right:
        if fired:
            yield f"it is right, and accused of breaking {', '.join(sorted(fired))}"
        elif report.verdict is not Verdict.CONFORMANT:
            yield f"it is right, and not found conformant: {', '.join(report.untested)} untested"
        return
    if report.verdict is not Verdict.NOT_CONFORMANT:
        yield "it survives"
    if missing := [rule for rule in member.breaks if rule not in fired]:
        yield f"{', '.join(missing)} does not fire"
    if events is not None and events > member.events:
        yield f"the smallest history found has {events} events, and {member.events} are enough"


def _unsound(report: Report) -> Iterable[str]:
    """Yield findings that are impossible for a sound and deterministic target."""
    for complaint in report.unsound:
        yield f"the doctor complains: {complaint}"
    for failure in report.failures:
        if failure.flaky:
            yield f"{', '.join(failure.rules)} is called flaky"
        elif failure.errored:
            yield f"{', '.join(failure.rules)} errored: {failure.explanation}"
        elif failure.case.script.judge(failure.answers) is None:
            yield f"{', '.join(failure.rules)} is shown by a case that does not show it"


def idle(showings: Iterable[Showing]) -> list[str]:
    """Return the phases that caught no member."""
    busy = Counter(phase for showing in showings for phase in showing.alone)
    return [phase for phase in SELECTABLE if not busy[phase]]


class _Here:
    """A launch of a member in this process, also for fresh starts."""

    def __init__(self, member: Member) -> None:
        self.name = member.name
        self._factory = member.factory

    def start(self) -> Connection:
        return InProcess(self._factory)

    fresh = start


class _FirstFailure:
    """Notes the time of the first failure."""

    def __init__(self) -> None:
        self.begun = time.monotonic()
        self.seconds: float | None = None

    def __call__(self, event: Event) -> None:
        if self.seconds is None and isinstance(event, FailureFound):
            self.seconds = time.monotonic() - self.begun
