"""What a network does to messages: which of it happens in a history, and what a target claims to stand.

A message is *lost* if it was sent and nobody received it; a delta, which is meant for everybody, if somebody has not
received it who received a later one. It is *repeated* if it arrives again, *reordered* if it arrives after a later one
of its sender, an *echo* if it comes back to its sender.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.oracle import Truth
    from antichain.conformance.protocol import Options

__all__ = ["ALONE", "Phenomenon", "Travels", "allowed", "happens", "strongest"]


class Travels(StrEnum):
    """What is sent."""

    STATES = "states"
    DELTAS = "deltas"


class Phenomenon(StrEnum):
    """Something that a network does; none of it is done by a perfect one."""

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
"""What a target stands that claims to need no better network than this."""


def allowed(options: Options, travels: Travels) -> set[Phenomenon]:
    """Return what a target with these claims must stand.

    >>> from antichain.conformance.protocol import Options
    >>> sorted(allowed(Options(channel="fifo-once"), Travels.STATES))
    [<Phenomenon.ECHO: 'own echoes'>, <Phenomenon.PERFECT: 'perfect'>]
    """
    stands = _STANDS[options.channel]
    return stands & _STANDS[str(options.delta)] if travels is Travels.DELTAS else stands


def strongest(stood: set[Phenomenon], travels: Travels) -> str | None:
    """Return the most that a target may claim that stands all this, None if it may claim nothing.

    >>> strongest({*Phenomenon} - {Phenomenon.REORDERING, Phenomenon.TOGETHER}, Travels.STATES)
    'fifo'
    """
    claims = ("any-order", "in-order") if travels is Travels.DELTAS else ("any", "fifo", "fifo-once")
    return next((claim for claim in claims if stood >= _STANDS[claim]), None)


def happens(truth: Truth, sends: Sequence[bool] | None = None) -> set[Phenomenon]:
    """Return what happens to the messages of a history, of loss only what is seen where everybody is to receive.

    ``sends`` says which events send something that is meant for everybody.

    >>> from antichain.conformance.oracle import Truth
    >>> from antichain.model.causality import Event
    >>> happens(Truth.of([Event("A"), Event("B", of=1), Event("B", of=1)]))
    {<Phenomenon.REPETITION: 'repetition'>}
    """
    found: set[Phenomenon] = set()
    heard: dict[tuple[str, str], set[int]] = {}
    for event in truth.events:
        if event.of is None:
            continue
        sender = truth.events[event.of - 1].replica
        before = heard.setdefault((sender, event.replica), set())
        if sender == event.replica:
            found.add(P.ECHO)
        elif sends is not None and any(
            sent and other.replica == sender and e not in before
            for e, (sent, other) in enumerate(zip(sends[: event.of - 1], truth.events, strict=False), 1)
        ):
            found.add(P.LOSS)
        if event.of in before:
            found.add(P.REPETITION)
        if event.of < max(before, default=0):
            found.add(P.REORDERING)
        before.add(event.of)
    return found
