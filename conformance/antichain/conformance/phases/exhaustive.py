"""The exhaustive phase: every small history."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from antichain.conformance.cases.case import compile_case
from antichain.conformance.cases.deltas import Regime, final_states, regime, regimes, suits
from antichain.conformance.cases.variant import Variant, busy, default_variant, distinct, increments_alone, signed
from antichain.conformance.histories.by_deltas import DeltaHistory, small_histories
from antichain.conformance.histories.playable import histories, playable, reach
from antichain.conformance.histories.with_faults import stories, with_fault
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.phases.names import PhaseName
from antichain.conformance.phases.phase import NO_HISTORIES, Phase
from antichain.conformance.protocol.claims import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.cases.case import Case
    from antichain.conformance.oracle.execution import Execution
    from antichain.conformance.phases.bounds import Bounds
    from antichain.conformance.phases.phase import PhaseInput
    from antichain.conformance.protocol.claims import Claim

__all__ = ["Exhaustive", "deltas_playable", "exhaustive", "faulty"]

_ALL_REGIMES = 4
"""Histories of up to this many events are played in every regime of deltas."""
_MOST_COUNTED = 7
"""Histories of more events than this are not counted beforehand."""
_BUSY = 4
"""Histories of up to this many events are also played with refusals and reads between their events."""


class Exhaustive(Phase):
    """Every history within the bounds; small ones also by deltas, and with a fault."""

    name = PhaseName.EXHAUSTIVE
    exhausts = True

    def cases(self, given: PhaseInput) -> Iterator[Case]:
        """Yield every history in two variants, also with faults; small ones in further variants and by deltas."""
        return exhaustive(given.claim, given.bounds)

    def extent(self, claim: Claim, bounds: Bounds | None) -> str:
        """Return the bounds in words."""
        if not claim.options.history or bounds is None:
            return NO_HISTORIES
        vector = claim.kind is Kind.VECTOR_CLOCK
        own = f"{bounds.events - 1} if a replica receives its own message"
        received = "each message comes from a send, which is an event" if vector else own
        size = f"up to {bounds.replicas} replicas and {bounds.events} events ({received})"
        faults = f"; with one fault, 2 replicas and {_events(bounds.faulty)}" if claim.faults else ""
        deltas = f"; by deltas, up to {_events(_delta_events(bounds))}" if claim.options.delta else ""
        counted = claim.kind is Kind.PN_COUNTER and bounds.events > 1
        alone = f", and with increments alone up to {_events(bounds.events - 1)}" if counted else ""
        return f"every history of {size}, in two variants{alone}{faults}{deltas}"

    def total(self, given: PhaseInput) -> int | None:
        """Return how many cases there are, counted without compiling them; None if even that takes long."""
        if given.bounds.events > _MOST_COUNTED:
            return None
        return sum(1 for _ in _played(given.claim, given.bounds))


def _events(count: int) -> str:
    return "1 event" if count == 1 else f"{count} events"


def exhaustive(claim: Claim, bounds: Bounds) -> Iterator[Case]:
    """Yield every history twice: watched, and with reversed names and signs, through bytes, read at the end.

    On a pn-counter those of fewer events follow with increments alone, since old states of alternating updates may be
    right by accident. Small ones follow again with refusals, reads of entries and stamps that travel, and with deltas
    instead of states; then histories with a fault.
    """
    for execution, variant, title in _played(claim, bounds):
        yield compile_case(execution, claim, variant, title)


def _played(claim: Claim, bounds: Bounds) -> Iterator[tuple[Execution, Variant, str]]:
    """Yield each history of the phase with its variant and its title."""
    if not claim.options.history:
        return
    for execution in histories(claim, bounds.replicas, bounds.events):
        plain = default_variant(execution, claim)
        yield execution, plain, "history"
        other = replace(plain, names=plain.names[::-1], recoded=claim.options.wire, watched=False)
        yield execution, signed(other, execution, claim.kind, -1), "history"
    for execution in histories(claim, bounds.replicas, bounds.events):
        plain = default_variant(execution, claim)
        if len(execution.events) < bounds.events and (variant := increments_alone(plain)) != plain:
            yield execution, variant, "history of increments"
    for execution in histories(claim, bounds.replicas, min(_BUSY, bounds.events)):
        plain = distinct(default_variant(execution, claim), claim)
        if (variant := busy(plain, execution, claim)) != plain:
            yield execution, variant, "history with refusals and reads between its events"
    yield from _by_deltas(claim, bounds)
    for execution in faulty(claim, bounds):
        plain = distinct(default_variant(execution, claim), claim)
        yield execution, plain, "history with a fault"
        other = signed(replace(plain, recoded=claim.options.wire, watched=False), execution, claim.kind, -1)
        yield execution, other, "history with a fault"


def faulty(claim: Claim, bounds: Bounds) -> Iterator[Execution]:
    """Yield the directed histories of each rule about faults, then every history within the bounds with one fault."""
    if not claim.options.history:
        return
    directed = stories(claim.faults)
    exhausted = with_fault(bounds.faulty, reach(claim.kind), claim.faults) if claim.faults else ()
    for execution in (*directed, *exhausted):
        if playable(execution, claim):
            yield execution


def _by_deltas(claim: Claim, bounds: Bounds) -> Iterator[tuple[Execution, Variant, str]]:
    """Yield every small history in each regime of deltas; twice if it has full states."""
    for execution, flags, whole in _with_flags(claim, bounds):
        plain = distinct(default_variant(execution, claim), claim)
        variant = replace(plain, delta=flags, whole=whole)
        yield execution, variant, "history by deltas"
        if _has_full_state(execution, flags) or whole:
            other = replace(variant, names=variant.names[::-1], recoded=claim.options.wire, watched=False)
            yield execution, other, "history by deltas"
        if len(execution.events) < _BUSY and (more := busy(variant, execution, claim)) != variant:
            yield execution, more, "history by deltas with refusals and reads between its events"


def _has_full_state(execution: Execution, flags: tuple[bool, ...]) -> bool:
    """Return whether a replica receives a full state."""
    return any(event.of is not None and not flags[event.of - 1] for event in execution.events)


def _with_flags(claim: Claim, bounds: Bounds) -> Iterator[tuple[Execution, tuple[bool, ...], tuple[int, ...]]]:
    """Yield each small history with the events that send deltas and the receives of full states."""
    if not claim.options.delta:
        return
    for execution in histories(claim, bounds.replicas, _delta_events(bounds)):
        # Smaller histories show the failures that the other regimes show.
        chosen = (
            regimes(execution, claim.kind)
            if len(execution.events) <= _ALL_REGIMES
            else [regime(execution, claim.kind, Regime.FRUGAL)]
        )
        yield from ((execution, flags, ()) for flags in chosen if suits(execution, flags, claim))
    for history in small_histories():
        if deltas_playable(history, claim):
            yield history
    for execution in faulty(claim, replace(bounds, faulty=min(2, bounds.faulty))):
        final = final_states(execution)
        flags = tuple(
            sends and e not in final for e, sends in enumerate(regime(execution, claim.kind, Regime.FRUGAL), 1)
        )
        if any(flags) and suits(execution, flags, claim):
            yield execution, flags, ()


def deltas_playable(history: DeltaHistory, claim: Claim) -> bool:
    """Return whether a target with this claim can be asked to play a history by deltas."""
    execution, flags, whole = history
    needed = {step.fault for step in execution.events if isinstance(step, FaultStep)}
    if whole and claim.options.channel != "any":
        return False  # a full state is sent after the delta of the same event, and may be received before it
    # On a vector clock each send is an event, so a history that passes on a state, or sends it twice, cannot be played.
    able = claim.kind is not Kind.VECTOR_CLOCK or (
        not whole and all(step.is_update or not sends for step, sends in zip(execution.events, flags, strict=True))
    )
    return able and needed.issubset(claim.faults) and playable(execution, claim) and suits(execution, flags, claim)


def _delta_events(bounds: Bounds) -> int:
    """Return the number of events of exhaustive histories by deltas: one less than without, and at least 3."""
    return max(3, bounds.events - 1)
