"""Small histories with one fault: every small causality graph, with every fault between any two of its steps.

Graphs with one replica more serve for clones and joins: the further replica is the one that starts or joins. A few
directed histories come first. They are the smallest that test each rule, so that even a short check tests all rules.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from antichain.conformance.histories.exhaustive import graphs
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.protocol.claims import Fault
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from antichain.conformance.histories.exhaustive import Reach

__all__ = ["stories", "with_fault"]

Steps = tuple[Event | FaultStep, ...]
_A, _B, _C = Event("A"), Event("B"), Event("C")

_STORIES: tuple[Steps, ...] = (
    (_A, FaultStep("A", Fault.CRASH), Event("A", of=1)),
    (FaultStep("A", Fault.CRASH, during=True), Event("B", of=1)),
    (_A, Event("B", of=1), FaultStep("A", Fault.CRASH), _A, Event("B", of=4)),
    (_A, _B, Event("A", of=2), FaultStep("A", Fault.CRASH), Event("B", of=3)),
    (_A, FaultStep("A", Fault.CRASH, during=True), Event("B", of=2), _A, Event("B", of=4)),
    (FaultStep("A", Fault.CRASH, during=True), FaultStep("A", Fault.CRASH, during=True), Event("B", of=2)),
    (_A, _B, FaultStep("C", Fault.CRASH), Event("C", of=1), Event("C", of=2)),
    (_A, Event("B", of=1), FaultStep("B", Fault.CRASH), FaultStep("B", Fault.CRASH), Event("B", of=1)),
    (_A, *[FaultStep("A", Fault.CRASH)] * 3, _A, Event("B", of=5)),
    (_A, _B, Event("C", of=1), FaultStep("C", Fault.CRASH), Event("C", of=2), FaultStep("C", Fault.CRASH), _C),
    (_A, Event("B", of=1), FaultStep("A", Fault.WIPE), _A, Event("B", of=4)),
    (_A, _B, FaultStep("C", Fault.WIPE), Event("C", of=1), Event("C", of=2), _C, Event("A", of=6)),
    (_A, FaultStep("A", Fault.WIPE), _A, Event("A", of=1)),
    (_A, _A, Event("B", of=2), FaultStep("A", Fault.WIPE), Event("A", of=1), _A, Event("B", of=6)),
    (_A, _A, Event("B", of=2), FaultStep("A", Fault.RESTORE, back=1), _A, Event("B", of=5), Event("A", of=2)),
    (_A, _A, Event("B", of=2), FaultStep("A", Fault.RESTORE), Event("A", of=1), _A, Event("B", of=6)),
    (_A, FaultStep("A", Fault.RESTORE, back=1), _A),
    # A fault right after another one, and the same fault at two replicas.
    (_A, FaultStep("A", Fault.RESTORE, back=0), FaultStep("A", Fault.CRASH), Event("A", of=1)),
    (FaultStep("A", Fault.WIPE), FaultStep("B", Fault.WIPE), _A, _B, Event("B", of=3)),
    (FaultStep("A", Fault.RESTORE, back=0), FaultStep("B", Fault.RESTORE, back=0), _A, _B, Event("B", of=3)),
    (FaultStep("A", Fault.CLONE, as_="C"), _A, _C, Event("A", of=3)),
    (FaultStep("A", Fault.CLONE, as_="C"), FaultStep("B", Fault.CLONE, as_="D"), _C, Event("D"), Event("D", of=3)),
    (_A, FaultStep("A", Fault.CLONE, as_="C"), _A, _C, Event("A", of=4), Event("B", of=3)),
    (FaultStep("A", Fault.CLONE, as_="C"), FaultStep("C", Fault.CRASH), _C, _A, Event("C", of=4)),
    (FaultStep("A", Fault.CLONE, as_="C"), FaultStep("C", Fault.CLONE, as_="B"), _C, _B, Event("C", of=4)),
    (_C, Event("A", of=1), FaultStep("C", Fault.RETIRE)),
    (_C, _C, Event("A", of=2), FaultStep("C", Fault.RETIRE), Event("A", of=1), _A),
    (_A, Event("C", of=1), _C, Event("A", of=3), FaultStep("C", Fault.RETIRE), Event("A", of=3), _A),
    # Two leave, and an older state of the first one arrives late.
    (
        *(_C, _C, Event("A", of=2), Event("B", of=2), FaultStep("C", Fault.RETIRE)),
        *(_B, Event("A", of=6), FaultStep("B", Fault.RETIRE), Event("A", of=1), _A),
    ),
    (_A, FaultStep("C", Fault.JOIN), _C, Event("A", of=3), Event("C", of=1)),
    (FaultStep("C", Fault.JOIN), _C, FaultStep("C", Fault.CRASH), _C),
    (_C, Event("A", of=1), FaultStep("C", Fault.RETIRE), FaultStep("C", Fault.JOIN), _C, Event("A", of=5)),
)


def stories(faults: Collection[Fault]) -> Iterator[Execution]:
    """Yield the smallest history for each rule about these faults.

    >>> [len(story.events) for story in stories([Fault.WIPE])]
    [5, 7, 4, 7, 5]
    """
    for steps in _STORIES:
        if {step.fault for step in steps if isinstance(step, FaultStep)}.issubset(faults):
            yield Execution.of(steps)


@cache
def with_fault(events: int, reach: Reach, faults: tuple[Fault, ...]) -> tuple[Execution, ...]:
    """Return every history of two replicas within the bound of events, with one of the faults at each place.

    >>> from antichain.conformance.histories.exhaustive import Reach
    >>> [execution.events[0].fault.value for execution in with_fault(1, Reach.ECHO, (Fault.CRASH, Fault.WIPE))[:2]]
    ['crash', 'wipe']
    """
    found: dict[Steps, Execution] = {}
    for execution in graphs(3, events, reach):
        bare = tuple(event for event in execution.events if isinstance(event, Event))
        for place in range(len(bare) + 1):
            for steps in _fault_steps(bare, place, faults):
                if possible := _possible(steps):
                    found.setdefault(steps, possible)
    return tuple(found.values())


def _fault_steps(events: tuple[Event, ...], place: int, faults: Collection[Fault]) -> Iterator[Steps]:
    """Yield the history with each fault step that is legal right before the event at ``place``."""
    replicas = list(dict.fromkeys(event.replica for event in events))
    if len(replicas) <= 2:  # noqa: PLR2004 — a third replica can only join
        for replica in replicas or ["A"]:
            for fault_steps in _at(replica, events[:place]):
                if {fault_step.fault for fault_step in fault_steps} <= set(faults):
                    yield _with(events, place, *fault_steps)
    before = {event.replica for event in events[:place]}
    for entering in (replica for replica in replicas if replica not in before):
        if Fault.JOIN in faults:
            yield _with(events, place, FaultStep(entering, Fault.JOIN))
        if Fault.CLONE in faults:
            for replica in replicas:
                yield _with(events, place, FaultStep(replica, Fault.CLONE, as_=entering))


def _at(replica: str, before: Sequence[Event]) -> Iterator[tuple[FaultStep, ...]]:
    """Yield the fault steps that are legal after these events and name no other replica."""
    yield from ((FaultStep(replica, fault),) for fault in (Fault.CRASH, Fault.WIPE, Fault.RETIRE))
    yield (FaultStep(replica, Fault.CRASH, during=True),)
    yield FaultStep(replica, Fault.RETIRE), FaultStep(replica, Fault.JOIN)
    own = [n for n, event in enumerate(before, 1) if event.replica == replica]
    yield from ((FaultStep(replica, Fault.RESTORE, back=back),) for back in (0, *own))


def _with(events: Sequence[Event], place: int, *fault_steps: FaultStep) -> Steps:
    """Return the events with the fault steps between them, and later receives renumbered."""
    shift = len(fault_steps)
    moved = (Event(e.replica, e.of + shift if e.of and e.of > place else e.of) for e in events[place:])
    return (*events[:place], *fault_steps, *moved)


def _possible(steps: Steps) -> Execution | None:
    try:
        return Execution.of(steps)
    except ValueError:
        return None  # a fault step that is not legal there, such as a retirement that is too early
