"""Causal broadcast: a message is delivered after all messages on which it depends.

There are two steps. A replica broadcasts: it stamps the message with its delivered messages and one more of its own. A
replica delivers a message if the condition :func:`antichain.model.clock.deliverable` holds. A replica delivers its own
messages by broadcasting them (Birman, Schiper, Stephenson, "Lightweight causal and atomic group multicast", 1991).
"""

from __future__ import annotations

from dataclasses import dataclass

from antichain.model import clock
from antichain.model.clock import Clock

__all__ = ["TRANSITIONS", "Broadcasts", "broadcast", "deliver"]


@dataclass(frozen=True, slots=True)
class Broadcasts:
    """The messages so far, each as its sender and its stamp, and the delivered messages of each replica, in order."""

    messages: tuple[tuple[str, Clock], ...] = ()
    deliveries: tuple[tuple[str, int], ...] = ()

    def delivered(self, replica: str) -> Clock:
        """Return how many messages of each sender ``replica`` has delivered."""
        senders = [self.messages[m - 1][0] for owner, m in self.deliveries if owner == replica]
        return Clock({sender: senders.count(sender) for sender in senders})


def broadcast(system: Broadcasts, r: str) -> Broadcasts:
    """Return the system after ``r`` broadcast one more message.

    >>> broadcast(Broadcasts(), "A").messages
    (('A', Clock({'A': 1})),)
    """
    messages = (*system.messages, (r, clock.tick(system.delivered(r), r)))
    return Broadcasts(messages, (*system.deliveries, (r, len(messages))))


def deliver(system: Broadcasts, r: str, m: int) -> Broadcasts:
    """Return the system after ``r`` delivered message ``m``, counted from 1.

    >>> deliver(broadcast(Broadcasts(), "A"), "B", 1).delivered("B")
    Clock({'A': 1})

    Raises:
        ValueError: a message on which it depends is missing, or it was delivered before.

    """
    sender, stamp = system.messages[m - 1]
    if not clock.deliverable(stamp, system.delivered(r), sender):
        message = f"{r} may not deliver message {m}, stamped {stamp}, having delivered {system.delivered(r)}"
        raise ValueError(message)
    return Broadcasts(system.messages, (*system.deliveries, (r, m)))


TRANSITIONS = (broadcast, deliver)
