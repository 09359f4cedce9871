"""The histories that a target can play, by its kind and its claims."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from antichain.conformance.histories.exhaustive import Reach, graphs
from antichain.conformance.histories.remembered import Remembered
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from antichain.conformance.oracle.execution import Execution
    from antichain.conformance.protocol.claims import Claim

__all__ = ["histories", "playable", "reach", "shared", "within_limit"]


def reach(kind: Kind) -> Reach:
    """Return the states that can be received: on a vector clock, only those sent by an update."""
    return Reach.UPDATES if kind is Kind.VECTOR_CLOCK else Reach.ECHO


@cache
def shared(replicas: int, events: int, reach_: Reach) -> Remembered[Execution]:
    """Return every graph of at least one event within these bounds, computed once for all kinds."""
    return Remembered(execution for execution in graphs(replicas, events, reach_) if execution.events)


def histories(claim: Claim, replicas: int, events: int) -> Iterator[Execution]:
    """Yield every history within the bounds, smaller ones first; own echoes to one event less."""
    if claim.kind is Kind.VECTOR_CLOCK:
        found: Iterable[Execution] = shared(replicas, events, Reach.UPDATES)
    else:
        echoes = shared(replicas, events - 1, Reach.ECHO)
        others = shared(replicas, events, Reach.OTHERS)
        found = chain(echoes, (execution for execution in others if len(execution.events) == events))
    return (execution for execution in found if playable(execution, claim))


def playable(execution: Execution, claim: Claim) -> bool:
    """Return whether a target of this kind, with these claims, can be asked to play a history."""
    if claim.options.replicas is not None and len(execution.replicas) > claim.options.replicas:
        return False
    if not within_limit(execution, claim):
        return False  # separate scenarios test the behaviour at the bound
    if claim.kind is Kind.VECTOR_CLOCK and any(
        event.of is not None and not execution.events[event.of - 1].is_update for event in execution.events
    ):
        return False
    if claim.kind.is_clock and claim.options.birth == "entry" and execution.fault_steps:
        return False  # when a new incarnation is born is not defined
    if claim.kind.is_clock and execution.unsure:
        return False  # whose order would depend on an update that may not have happened
    return claim.options.channel == "any" or _in_order(execution, once=claim.options.channel == "fifo-once")


def within_limit(execution: Execution, claim: Claim) -> bool:
    """Return whether a history stays within the declared ``max`` if each amount is 1.

    One total can include all updates of a counter. A clock counts each replica separately, under one name or several;
    the counts of ticks of any size are not known.

    >>> from antichain.conformance.oracle.execution import Execution
    >>> from antichain.conformance.protocol.claims import Claim, Options
    >>> from antichain.model.causality import Event
    >>> execution = Execution.of([Event("A"), Event("B")])
    >>> bounded = Options(max=1, overflow="reject")
    >>> [within_limit(execution, Claim(kind, bounded)) for kind in (Kind.G_COUNTER, Kind.VERSION_VECTOR)]
    [False, True]
    """
    if claim.options.limit is None or (claim.kind.is_clock and claim.options.step == "increasing"):
        return True
    if not claim.kind.is_clock:
        return execution.update_count <= claim.options.limit
    ticking = [e for e in execution.events if e.is_update or (claim.kind is Kind.VECTOR_CLOCK and isinstance(e, Event))]
    return max(Counter(event.replica for event in ticking).values(), default=0) <= claim.options.limit


def _in_order(execution: Execution, *, once: bool) -> bool:
    """Return whether each receiver receives each sender's states in the order of their sending."""
    heard: dict[tuple[str, str], int] = {}
    for event in execution.events:
        if isinstance(event, FaultStep) and event.fault is Fault.CLONE:
            # A clone has received the messages of its original.
            heard |= {(sender, event.as_): e for (sender, reader), e in heard.items() if reader == event.replica}
        if event.of is not None:
            link = (execution.events[event.of - 1].replica, event.replica)
            if event.of < heard.get(link, 0) or (once and event.of == heard.get(link)):
                return False
            heard[link] = event.of
    return True
