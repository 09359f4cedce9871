"""The effects of a network on messages: those that occur in a history, and those that a target claims to tolerate.

A message is *lost* if it was sent and no replica received it. A delta, which is for all replicas, is lost if a replica
received a later one without it. A message is *repeated* if it arrives again, *reordered* if it arrives after a later
one of its sender, and an *echo* if it comes back to its sender.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.oracle.execution import Execution
    from antichain.conformance.protocol.claims import Options

__all__ = ["ALONE", "Phenomenon", "Travels", "allowed", "happens", "strongest"]


class Travels(StrEnum):
    """The form of the messages."""

    STATES = "states"
    DELTAS = "deltas"


class Phenomenon(StrEnum):
    """An effect of a network; a perfect network has none."""

    PERFECT = "perfect"
    LOSS = "loss"
    REPETITION = "repetition"
    REORDERING = "reordering"
    ECHO = "own echoes"
    TOGETHER = "all together"


P = Phenomenon
ALONE = (P.LOSS, P.REPETITION, P.REORDERING, P.ECHO)
_STANDS = {
    "any": {*P},
    "any-order": {*P},
    "fifo": {P.PERFECT, P.LOSS, P.REPETITION, P.ECHO},
    "in-order": {P.PERFECT, P.LOSS, P.REPETITION, P.ECHO},
    "fifo-once": {P.PERFECT, P.ECHO},
}
"""The effects that a target with this claim must tolerate."""


def allowed(options: Options, travels: Travels) -> set[Phenomenon]:
    """Return the effects that a target with these claims must tolerate.

    >>> from antichain.conformance.protocol.claims import Options
    >>> sorted(allowed(Options(channel="fifo-once"), Travels.STATES))
    [<Phenomenon.ECHO: 'own echoes'>, <Phenomenon.PERFECT: 'perfect'>]
    """
    stands = _STANDS[options.channel]
    return stands & _STANDS[str(options.delta)] if travels is Travels.DELTAS else stands


def strongest(stood: set[Phenomenon], travels: Travels) -> str | None:
    """Return the largest claim of a target that tolerates these effects; None if there is none.

    >>> strongest({*Phenomenon} - {Phenomenon.REORDERING, Phenomenon.TOGETHER}, Travels.STATES)
    'fifo'
    """
    claims = ("any-order", "in-order") if travels is Travels.DELTAS else ("any", "fifo", "fifo-once")
    return next((claim for claim in claims if stood >= _STANDS[claim]), None)


def happens(execution: Execution, sends: Sequence[bool] | None = None) -> set[Phenomenon]:
    """Return the effects on the messages of a history; loss is visible only for messages to all replicas.

    ``sends`` names the events that send a message to all replicas.

    >>> from antichain.conformance.oracle.execution import Execution
    >>> from antichain.model.causality import Event
    >>> happens(Execution.of([Event("A"), Event("B", of=1), Event("B", of=1)]))
    {<Phenomenon.REPETITION: 'repetition'>}
    """
    found: set[Phenomenon] = set()
    heard: dict[tuple[str, str], set[int]] = {}
    for event in execution.events:
        if event.of is None:
            continue
        sender = execution.events[event.of - 1].replica
        before = heard.setdefault((sender, event.replica), set())
        if sender == event.replica:
            found.add(P.ECHO)
        elif sends is not None and any(
            sent and other.replica == sender and e not in before
            for e, (sent, other) in enumerate(zip(sends[: event.of - 1], execution.events, strict=False), 1)
        ):
            found.add(P.LOSS)
        if event.of in before:
            found.add(P.REPETITION)
        if event.of < max(before, default=0):
            found.add(P.REORDERING)
        before.add(event.of)
    return found
