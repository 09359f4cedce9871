"""Which events of a history send deltas."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from antichain.conformance.histories.network import Phenomenon, happens
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.protocol.claims import Claim, Fault, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from antichain.conformance.oracle.execution import Execution

__all__ = ["Regime", "final_states", "regime", "regimes", "suits"]

_THIRD = 3


class Regime(StrEnum):
    """The events that send deltas, and the messages that are full states."""

    FRUGAL = "frugal"
    """An event sends a delta if a replica receives it; until then updates accumulate."""
    LAVISH = "lavish"
    """Every event sends a delta; deltas that no replica receives in the history arrive at the end."""
    HEALED = "healed"
    """Every event sends a delta, but the last received message is a full state."""
    MIXED = "mixed"
    """Deltas and full states take turns."""


def regime(execution: Execution, kind: Kind, which: Regime) -> tuple[bool, ...]:
    """Return, for each event, whether it sends a delta; if not, it sends its state if a replica receives that.

    >>> from antichain.conformance.oracle.execution import Execution
    >>> from antichain.model.causality import Event
    >>> execution = Execution.of([Event("A"), Event("A"), Event("B", of=1)])
    >>> regime(execution, Kind.G_COUNTER, Regime.FRUGAL), regime(execution, Kind.G_COUNTER, Regime.HEALED)
    ((True, False, False), (False, True, True))
    """
    received = [event.of for event in execution.events if event.of is not None]
    can = [
        execution.is_event(e) and (event.is_update or kind is not Kind.VECTOR_CLOCK)
        for e, event in enumerate(execution.events, 1)
    ]
    return tuple(able and _sends(e, received, which) for e, able in enumerate(can, 1))


def _sends(e: int, received: Sequence[int], which: Regime) -> bool:
    match which:
        case Regime.FRUGAL:
            return e in received
        case Regime.HEALED:
            return e not in received[-1:]
        case Regime.MIXED:
            return e % _THIRD != 0
    return True


def regimes(execution: Execution, kind: Kind) -> Iterator[tuple[bool, ...]]:
    """Yield the distinct flags of the regimes for a history, without those of MIXED."""
    seen = set()
    for which in (Regime.FRUGAL, Regime.LAVISH, Regime.HEALED):
        flags = regime(execution, kind, which)
        if flags not in seen:
            seen.add(flags)
            yield flags


def final_states(execution: Execution) -> frozenset[int]:
    """Return the events whose states are the final ones of replicas that leave."""
    steps = enumerate(execution.events)
    retired = (n for n, step in steps if isinstance(step, FaultStep) and step.fault is Fault.RETIRE)
    return frozenset(execution.predecessors[n] for n in retired) - {0}


def _final_states_travel_whole(execution: Execution, flags: tuple[bool, ...]) -> bool:
    """Return whether each replica that is there has received the final state of one that leaves, from itself."""
    for n, step in enumerate(execution.events):
        final = execution.predecessors[n]
        if isinstance(step, FaultStep) and step.fault is Fault.RETIRE and final:
            there = {other.replica for other in execution.events} - {step.replica} - execution.entrants
            received = {event.replica for event in execution.events[:n] if event.of == final}
            if flags[final - 1] or not there <= received:
                return False
    return True


def suits(execution: Execution, flags: tuple[bool, ...], claim: Claim) -> bool:
    """Return whether a target with these claims can play a history by deltas.

    A channel that delivers exactly once loses no delta. A replica retires only after all others have its final state.
    A delta carries a part of that, so the others must have received it in full. Interrupted updates are not combined
    with deltas. Where sending and receiving are events, the conclusion of the history must stay within the bound, too.
    """
    faults = [step for step in execution.events if isinstance(step, FaultStep)]
    if flags and (any(step.during for step in faults) or not _final_states_travel_whole(execution, flags)):
        return False
    if flags and faults and claim.options.channel != "any":
        return False
    if flags and claim.kind is Kind.VECTOR_CLOCK and claim.options.limit is not None and claim.options.step == "one":
        deltas = sum(flags) + len(execution.replicas)
        if len(execution.events) + deltas + 2 > claim.options.limit:
            return False
    return claim.options.channel != "fifo-once" or Phenomenon.LOSS not in happens(execution, flags)
