"""The keeper of the zoo: runs the whole harness over its members, and says what each run showed.

The zoo measures the harness. A member that survives, a right one that is accused, a rule that does not fire, a history
that is longer than it need be, and a phase that catches nobody are defects of the harness, and none of a target.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING

from antichain.conformance import zoo
from antichain.conformance.bounds import Bounds
from antichain.conformance.connection import Connection, InProcess
from antichain.conformance.launch import greet, launch_of
from antichain.conformance.result import PHASES, PhaseResult, Plan, Result
from antichain.conformance.run import check
from antichain.conformance.verdict import CONFORMANT, NOT_CONFORMANT
from antichain.conformance.zoo.member import Member

if TYPE_CHECKING:
    from collections.abc import Iterable

    from antichain.conformance.launch import Command

__all__ = ["BOUNDS", "Showing", "idle", "members", "show"]

BOUNDS = Bounds(events=5, histories=20, steps=30, large=60)
"""How far each member is tried; the same bounds and seed play the same runs."""


@dataclass(frozen=True, slots=True)
class Showing:
    """What one run over a member showed.

    ``rules`` are those that fired. ``events`` is the length of the smallest history that was found for an expected
    rule, and ``found_by`` the phase that found it; ``alone`` are the phases each of which would have caught the member
    by itself. ``seconds`` is the time to the first failure, ``total`` that of the whole run. ``faults`` are the
    harness's own: empty is as it should be.
    """

    member: str
    rules: tuple[str, ...]
    events: int | None
    found_by: str
    alone: tuple[str, ...]
    seconds: float | None
    total: float
    faults: tuple[str, ...]


def members() -> dict[str, Member]:
    """Return all members by name, the wrong ones first."""
    found: list[Member] = []
    for module in walk_packages(zoo.__path__, f"{zoo.__name__}."):
        target = getattr(import_module(module.name), "target", None)
        if isinstance(target, Member):
            found.append(target)
    return {member.name: member for member in sorted(found, key=lambda member: (member.is_right, member.name))}


def show(member: Member, *, pipe: bool = False, bounds: Bounds = BOUNDS, seed: int = 0) -> Showing:
    """Run the whole harness over one member, in this process or, over a pipe, in others."""
    launch: Command | _Here = launch_of(f"py:{member.module}:target") if pipe else _Here(member)  # type: ignore[assignment]  # of a py: target, a Command
    watcher = _Clock()
    result = check(launch, greet(launch), Plan(seed=seed, bounds=bounds, strict=True), watcher)  # type: ignore[arg-type]  # _Here is a Launch
    found = min(
        (finding for finding in result.findings if set(finding.rules) & set(member.breaks)),
        key=lambda finding: finding.size,
        default=None,
    )
    return Showing(
        member.name,
        tuple(sorted({rule for finding in result.findings for rule in finding.rules})),
        found.size if found else None,
        found.phase if found else "",
        tuple(phase.phase for phase in result.phases if phase.failures),
        watcher.first,
        time.monotonic() - watcher.begun,
        tuple(_faults(member, result, found.size if found else None)),
    )


def _faults(member: Member, result: Result, events: int | None) -> Iterable[str]:
    """Yield what is wrong with the harness, as this run shows."""
    yield from _unsound(result)
    fired = {rule for finding in result.findings for rule in finding.rules}
    if member.is_right:
        if fired:
            yield f"it is right, and accused of breaking {', '.join(sorted(fired))}"
        elif result.code != CONFORMANT:
            yield f"it is right, and not found conformant: {', '.join(result.untested())} untested"
        return
    if result.code != NOT_CONFORMANT:
        yield "it survives"
    if missing := [rule for rule in member.breaks if rule not in fired]:
        yield f"{', '.join(missing)} does not fire"
    if events is not None and events > member.events:
        yield f"the smallest history found has {events} events, and {member.events} are enough"


def _unsound(result: Result) -> Iterable[str]:
    """Yield what no run over a sound and steady target may find."""
    for complaint in result.unsound:
        yield f"the doctor complains: {complaint}"
    for finding in result.findings:
        if finding.again is not None:
            yield f"{', '.join(finding.rules)} is called flaky"
        elif finding.errored:
            yield f"{', '.join(finding.rules)} errored: {finding.because}"
        elif finding.case.script.judge(finding.answers) is None:
            yield f"{', '.join(finding.rules)} is shown by a case that does not show it"


def idle(showings: Iterable[Showing]) -> list[str]:
    """Return the phases that caught nobody."""
    busy = Counter(phase for showing in showings for phase in showing.alone)
    return [phase for phase in PHASES if not busy[phase]]


class _Here:
    """A member in this process, in its fresh starts too."""

    def __init__(self, member: Member) -> None:
        self.name = member.name
        self._factory = member.factory

    def start(self) -> Connection:
        return InProcess(self._factory)

    fresh = start


class _Clock:
    """Watches for the first failure."""

    def __init__(self) -> None:
        self.begun = time.monotonic()
        self.first: float | None = None

    def begin(self, phase: str, detail: str, total: int | None) -> None:
        """See nothing."""

    def advance(self) -> None:
        """See nothing."""

    def fail(self, phase: str, rules: tuple[str, ...]) -> None:  # noqa: ARG002 — only when matters
        if self.first is None:
            self.first = time.monotonic() - self.begun

    def end(self, result: PhaseResult) -> None:
        """See nothing."""
