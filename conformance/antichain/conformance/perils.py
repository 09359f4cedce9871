"""Small histories with a fault anywhere: every small causality graph, with every fault between any two of its steps.

A graph on one replica more than usual stands for clones and for those who enter: there the further replica is the one
that is started or joins. A few stories go first. They are the least that shows what each rule is about, so that even
a target with little time is asked about all of them.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from antichain.conformance.enumerate import graphs
from antichain.conformance.mishap import Mishap
from antichain.conformance.oracle import Truth
from antichain.conformance.protocol import Fault
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from antichain.conformance.enumerate import Reach

__all__ = ["befallen", "stories"]

Steps = tuple[Event | Mishap, ...]
_A, _B, _C = Event("A"), Event("B"), Event("C")

_STORIES: tuple[Steps, ...] = (
    (_A, Event("B", of=1), Mishap("A", Fault.CRASH), _A, Event("B", of=4)),
    (_A, _B, Event("A", of=2), Mishap("A", Fault.CRASH), Event("B", of=3)),
    (_A, Mishap("A", Fault.CRASH, during=True), Event("B", of=2), _A, Event("B", of=4)),
    (Mishap("A", Fault.CRASH, during=True), Mishap("A", Fault.CRASH, during=True), Event("B", of=2)),
    (_A, Event("B", of=1), Mishap("A", Fault.WIPE), _A, Event("B", of=4)),
    (_A, Mishap("A", Fault.WIPE), _A, Event("A", of=1)),
    (_A, _A, Event("B", of=2), Mishap("A", Fault.WIPE), Event("A", of=1), _A, Event("B", of=6)),
    (_A, _A, Event("B", of=2), Mishap("A", Fault.RESTORE, back=1), _A, Event("B", of=5), Event("A", of=2)),
    (_A, _A, Event("B", of=2), Mishap("A", Fault.RESTORE), Event("A", of=1), _A, Event("B", of=6)),
    (_A, Mishap("A", Fault.CLONE, as_="C"), _A, _C, Event("A", of=4), Event("B", of=3)),
    (Mishap("A", Fault.CLONE, as_="C"), Mishap("C", Fault.CRASH), _C, _A, Event("C", of=4)),
    (Mishap("A", Fault.CLONE, as_="C"), Mishap("C", Fault.CLONE, as_="B"), _C, _B, Event("C", of=4)),
    (_C, _C, Event("A", of=2), Mishap("C", Fault.RETIRE), Event("A", of=1), _A),
    (_A, Event("C", of=1), _C, Event("A", of=3), Mishap("C", Fault.RETIRE), Event("A", of=3), _A),
    (_A, Mishap("C", Fault.JOIN), _C, Event("A", of=3), Event("C", of=1)),
    (Mishap("C", Fault.JOIN), _C, Mishap("C", Fault.CRASH), _C),
    (_C, Event("A", of=1), Mishap("C", Fault.RETIRE), Mishap("C", Fault.JOIN), _C, Event("A", of=5)),
)


def stories(faults: Collection[Fault]) -> Iterator[Truth]:
    """Yield the least history for each rule about these faults.

    >>> [len(story.events) for story in stories([Fault.WIPE])]
    [5, 4, 7]
    """
    for steps in _STORIES:
        if {step.fault for step in steps if isinstance(step, Mishap)}.issubset(faults):
            yield Truth.of(steps)


@cache
def befallen(events: int, reach: Reach, faults: tuple[Fault, ...]) -> tuple[Truth, ...]:
    """Return every history of two replicas and so many events at most with one of the faults anywhere.

    >>> from antichain.conformance.enumerate import Reach
    >>> [truth.events[0].fault.value for truth in befallen(1, Reach.ECHO, (Fault.CRASH, Fault.WIPE))[:2]]
    ['crash', 'wipe']
    """
    found: dict[Steps, Truth] = {}
    for truth in graphs(3, events, reach):
        bare = tuple(event for event in truth.events if isinstance(event, Event))
        for place in range(len(bare) + 1):
            for steps in _mishaps(bare, place, faults):
                if possible := _possible(steps):
                    found.setdefault(steps, possible)
    return tuple(found.values())


def _mishaps(events: tuple[Event, ...], place: int, faults: Collection[Fault]) -> Iterator[Steps]:
    """Yield the history with each mishap that may befall right before the event at ``place``."""
    replicas = list(dict.fromkeys(event.replica for event in events))
    if len(replicas) <= 2:  # noqa: PLR2004 — a third only enters
        for replica in replicas or ["A"]:
            for mishaps in _at(replica, events[:place]):
                if {mishap.fault for mishap in mishaps} <= set(faults):
                    yield _with(events, place, *mishaps)
    before = {event.replica for event in events[:place]}
    for entering in (replica for replica in replicas if replica not in before):
        if Fault.JOIN in faults:
            yield _with(events, place, Mishap(entering, Fault.JOIN))
        if Fault.CLONE in faults:
            for replica in replicas:
                yield _with(events, place, Mishap(replica, Fault.CLONE, as_=entering))


def _at(replica: str, before: Sequence[Event]) -> Iterator[tuple[Mishap, ...]]:
    """Yield what may befall a replica after these events, all of it that needs no other name."""
    yield from ((Mishap(replica, fault),) for fault in (Fault.CRASH, Fault.WIPE, Fault.RETIRE))
    yield (Mishap(replica, Fault.CRASH, during=True),)
    yield Mishap(replica, Fault.RETIRE), Mishap(replica, Fault.JOIN)
    own = [n for n, event in enumerate(before, 1) if event.replica == replica]
    yield from ((Mishap(replica, Fault.RESTORE, back=back),) for back in (0, *own))


def _with(events: Sequence[Event], place: int, *mishaps: Mishap) -> Steps:
    """Return the events with mishaps in between, and later receives renumbered."""
    shift = len(mishaps)
    moved = (Event(e.replica, e.of + shift if e.of and e.of > place else e.of) for e in events[place:])
    return (*events[:place], *mishaps, *moved)


def _possible(steps: Steps) -> Truth | None:
    try:
        return Truth.of(steps)
    except ValueError:
        return None  # a mishap that cannot befall there, such as leaving before all have heard the last
