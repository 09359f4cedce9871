"""The histories of a probe: for each effect of a network, those in which only this effect occurs."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Literal

import msgspec

from antichain.conformance.cases.case import Case, HistoryCase
from antichain.conformance.cases.clock import ClockCompiler
from antichain.conformance.cases.counter import CounterCompiler
from antichain.conformance.cases.deltas import ClockDeltaCompiler, CounterDeltaCompiler, Regime, regime
from antichain.conformance.cases.variant import default_variant
from antichain.conformance.histories.exhaustive import Reach, graphs
from antichain.conformance.histories.network import Phenomenon, Travels, happens
from antichain.conformance.histories.playable import playable, reach
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.protocol.claims import Claim, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator


__all__ = ["already", "cases"]

P = Phenomenon


@cache
def _small(replicas: int, events: int, reach_: Reach) -> tuple[Execution, ...]:
    return tuple(execution for execution in graphs(replicas, events, reach_) if execution.events)


def _histories(claim: Claim, replicas: int, events: int) -> Iterator[Execution]:
    """Yield histories, smaller ones first; those with own echoes have one event less."""
    others = Reach.UPDATES if reach(claim.kind) is Reach.UPDATES else Reach.OTHERS
    largest = (execution for execution in _small(replicas, events, others) if len(execution.events) == events)
    for execution in (*_small(replicas, events - 1, Reach.ECHO), *largest):
        if playable(execution, claim):
            yield execution


def cases(claim: Claim, travels: Travels, phenomenon: Phenomenon, bounds: tuple[int, int]) -> Iterator[Case]:
    """Yield the histories in which only this effect occurs."""
    free = replace(claim, options=msgspec.structs.replace(claim.options, channel="any"))
    for execution in _histories(free, *bounds):
        if travels is Travels.STATES:
            lost = phenomenon is P.LOSS
            if _fits(happens(execution), P.PERFECT if lost else phenomenon):
                yield _by_states(execution, free, lost=lost)
            continue
        ordered = phenomenon is P.LOSS
        order: Literal["in-order", "any-order"] = "in-order" if ordered else "any-order"
        strict = replace(free, options=msgspec.structs.replace(free.options, delta=order))
        # No replica can receive the message of the last event.
        for flags in {
            (*regime(execution, claim.kind, which)[:-1], False): None for which in (Regime.FRUGAL, Regime.LAVISH)
        }:
            if _fits_deltas(happens(execution, flags), phenomenon):
                yield _by_deltas(execution, strict, flags)


def already(case: Case, e: int, travels: Travels, phenomenon: Phenomenon) -> bool:
    """Return whether only this effect had occurred up to event ``e``, where the target failed."""
    if not isinstance(case, HistoryCase) or not 0 < e < len(case.execution.events):
        return True
    execution = Execution.of(case.execution.events[:e])
    if travels is Travels.DELTAS:
        return _fits_deltas(happens(execution, case.variant.delta[:e]), phenomenon)
    return phenomenon is P.LOSS or _fits(happens(execution), phenomenon)


def _fits(found: set[Phenomenon], phenomenon: Phenomenon) -> bool:
    if phenomenon is P.TOGETHER:
        return len(found) > 1
    return found == ({phenomenon} if phenomenon is not P.PERFECT else set())


def _fits_deltas(found: set[Phenomenon], phenomenon: Phenomenon) -> bool:
    """Return whether a history fits: an early delta leaves a gap, so loss and reordering share their histories."""
    gap = found in ({P.LOSS}, {P.LOSS, P.REORDERING})
    if phenomenon in (P.LOSS, P.REORDERING):
        return gap
    return not gap and _fits(found, phenomenon)


def _by_states(execution: Execution, claim: Claim, *, lost: bool) -> Case:
    variant = default_variant(execution, claim)
    player = (ClockCompiler if claim.kind.is_clock else CounterCompiler)(execution, claim, variant)
    if lost:
        able = claim.kind is not Kind.VECTOR_CLOCK
        player.needed |= {e for e, event in enumerate(execution.events, 1) if able or event.is_update}
    return HistoryCase("what a network does", player.write(), execution, variant, claim)


def _by_deltas(execution: Execution, claim: Claim, flags: tuple[bool, ...]) -> Case:
    variant = replace(default_variant(execution, claim), delta=flags)
    player = (ClockDeltaCompiler if claim.kind.is_clock else CounterDeltaCompiler)(execution, claim, variant)
    return HistoryCase("what a network does to deltas", player.write(conclude=False), execution, variant, claim)
