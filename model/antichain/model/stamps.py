"""Vector clocks on executions: every event ticks, a receive takes the message in first.

There are two steps: an event of one replica (a local one, or a send), and the receive of the stamp of an earlier event.
Every stamp is available at once, so it can be lost, repeated or reordered (Fidge 1988; Mattern 1989).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from antichain.model import clock
from antichain.model.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Iterable

    from antichain.model.causality import Event

__all__ = ["TRANSITIONS", "Execution", "event", "receive", "run"]


@dataclass(frozen=True, slots=True)
class Execution:
    """The events so far, each as the replica it happened on and its stamp."""

    events: tuple[tuple[str, Clock], ...] = ()

    def now(self, replica: str) -> Clock:
        """Return the clock of ``replica``: the stamp of its latest event."""
        return next((stamp for owner, stamp in reversed(self.events) if owner == replica), Clock())


def event(execution: Execution, r: str) -> Execution:
    """Return the execution after one more event of ``r``.

    >>> event(Execution(), "A").events
    (('A', Clock({'A': 1})),)
    """
    return Execution((*execution.events, (r, clock.tick(execution.now(r), r))))


def receive(execution: Execution, r: str, e: int) -> Execution:
    """Return the execution after ``r`` received the stamp of event ``e``, counted from 1.

    >>> receive(event(Execution(), "A"), "B", 1).events[-1]
    ('B', Clock({'A': 1, 'B': 1}))
    """
    _, stamp = execution.events[e - 1]
    return Execution((*execution.events, (r, clock.receive(execution.now(r), stamp, r))))


TRANSITIONS = (event, receive)


def run(history: Iterable[Event]) -> Execution:
    """Return the execution of a history; its updates are events.

    >>> from antichain.model.causality import Event
    >>> [stamp for _, stamp in run([Event("A"), Event("B", of=1)]).events]
    [Clock({'A': 1}), Clock({'A': 1, 'B': 1})]
    """
    execution = Execution()
    for step in history:
        execution = event(execution, step.replica) if step.of is None else receive(execution, step.replica, step.of)
    return execution
