"""Faults as steps of a history: what may befall a replica between two events.

A mishap is no event: it has no place in the causal order. It decides what the replica's next event follows upon, and
under which life of the replica that event is made. A *life* is a name that counts events; a replica that lost its disk,
came back from a backup or was copied goes on in a new life, and so does one that enters under a name used before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from antichain.conformance.protocol import Fault

if TYPE_CHECKING:
    from antichain.conformance.oracle import Truth
    from antichain.model.causality import Event

__all__ = ["Mishap", "obstacle"]


@dataclass(frozen=True, slots=True)
class Mishap:
    """A fault that befalls ``replica``.

    A restore brings back what the replica held right after step ``back``, a step of its own, or at the start where that
    is 0. A clone is started under the name ``as_``. A crash ``during`` an update may or may not leave that update
    behind: the step is then an update as well, of which the target says whether it was acknowledged.
    """

    replica: str
    fault: Fault
    back: int = 0
    as_: str = ""
    during: bool = False
    of: ClassVar[None] = None
    """A mishap receives nothing."""

    @property
    def is_update(self) -> bool:
        """Whether it is, perhaps, an update as well."""
        return self.during

    @property
    def renews(self) -> bool:
        """Whether what comes up after it cannot know which of its dots were made, and so begins a new life."""
        return self.fault in (Fault.WIPE, Fault.RESTORE, Fault.CLONE, Fault.JOIN)

    @property
    def subject(self) -> str:
        """The replica that comes up: the clone, or whom it befell."""
        return self.as_ or self.replica


def obstacle(truth: Truth, step: Event | Mishap) -> str:
    """Return why a step cannot come next, as the end of a sentence about it; empty where it can."""
    return _befalls(truth, step) if isinstance(step, Mishap) else _happens(truth, step)


def _happens(truth: Truth, event: Event) -> str:
    if event.of is not None and not (1 <= event.of <= len(truth.events) and event.of in truth.graph):
        return f"receives the state of event {event.of}, which is not one of the events before it"
    if event.replica in truth.gone:
        return f"is made by {event.replica}, which has left"
    if event.replica not in truth.holds and any(truth.holds[replica] for replica in truth.gone):
        return f"is the first of {event.replica}, which has not received the final state of one that has left"
    return ""


def _befalls(truth: Truth, mishap: Mishap) -> str:
    replica, there = mishap.replica, truth.holds.keys() - truth.gone
    match mishap.fault:
        case Fault.JOIN:
            return f"lets {replica} join, which is there" if replica in there else ""
        case _ if replica in truth.gone:
            return f"befalls {replica}, which has left"
        case Fault.CLONE if not mishap.as_ or mishap.as_ in truth.holds or mishap.as_ == replica:
            return f"starts a clone as {mishap.as_!r}, which is no new name"
        case Fault.RESTORE if not _own(truth, replica, mishap.back):
            return f"restores what {replica} held after step {mishap.back}, when it held nothing"
        case Fault.RETIRE if last := truth.holds.get(replica, 0):
            late = [r for r in there - {replica} if not _follows(truth, truth.holds[r], last)]
            return f"lets {replica} retire, whose final state {min(late)} has not received" if late else ""
    return ""


def _own(truth: Truth, replica: str, number: int) -> bool:
    if not 1 <= number <= len(truth.events):
        return number == 0 and replica not in truth.entrants
    step = truth.events[number - 1]
    return replica == (step.subject if isinstance(step, Mishap) else step.replica)


def _follows(truth: Truth, e: int, last: int) -> bool:
    return bool(e) and bool(truth.pasts[e - 1] >> (last - 1) & 1)
