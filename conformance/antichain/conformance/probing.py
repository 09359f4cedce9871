"""The histories of a probe: for each thing that a network does, those in which it happens, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from antichain.conformance.case import Case
from antichain.conformance.counting import Counting
from antichain.conformance.deltas import CountingDeltas, OrderingDeltas, Regime, regime
from antichain.conformance.enumerate import Reach, graphs
from antichain.conformance.network import Phenomenon, Travels, happens
from antichain.conformance.oracle import Truth
from antichain.conformance.ordering import Ordering
from antichain.conformance.phases import reach, settled
from antichain.conformance.playing import playable
from antichain.conformance.protocol import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.protocol import Options

__all__ = ["already", "cases"]

P = Phenomenon


@cache
def _small(replicas: int, events: int, reach_: Reach) -> tuple[Truth, ...]:
    return tuple(truth for truth in graphs(replicas, events, reach_) if truth.events)


def _histories(kind: Kind, options: Options, replicas: int, events: int) -> Iterator[Truth]:
    """Yield histories, smaller ones first, those with own echoes to one event less."""
    others = Reach.UPDATES if reach(kind) is Reach.UPDATES else Reach.OTHERS
    largest = (truth for truth in _small(replicas, events, others) if len(truth.events) == events)
    for truth in (*_small(replicas, events - 1, Reach.ECHO), *largest):
        if playable(truth, kind, options):
            yield truth


def cases(
    kind: Kind, options: Options, travels: Travels, phenomenon: Phenomenon, bounds: tuple[int, int]
) -> Iterator[Case]:
    """Yield the histories in which a phenomenon happens, and no other."""
    free = msgspec.structs.replace(options, channel="any")
    for truth in _histories(kind, free, *bounds):
        if travels is Travels.STATES:
            lost = phenomenon is P.LOSS
            if _fits(happens(truth), P.PERFECT if lost else phenomenon):
                yield _by_states(truth, kind, free, lost=lost)
            continue
        ordered = phenomenon is P.LOSS
        strict = msgspec.structs.replace(free, delta="in-order" if ordered else "any-order")
        # What the last event sends, nobody can receive.
        for flags in {(*regime(truth, kind, which)[:-1], False): None for which in (Regime.FRUGAL, Regime.LAVISH)}:
            if _fits_deltas(happens(truth, flags), phenomenon):
                yield _by_deltas(truth, kind, strict, flags)


def already(case: Case, e: int, travels: Travels, phenomenon: Phenomenon) -> bool:
    """Return whether up to event ``e``, where it failed, that very phenomenon had happened, and no other."""
    if case.truth is None or case.setting is None or not 0 < e < len(case.truth.events):
        return True
    truth = Truth.of(case.truth.events[:e])
    if travels is Travels.DELTAS:
        return _fits_deltas(happens(truth, case.setting.delta[:e]), phenomenon)
    return phenomenon is P.LOSS or _fits(happens(truth), phenomenon)


def _fits(found: set[Phenomenon], phenomenon: Phenomenon) -> bool:
    if phenomenon is P.TOGETHER:
        return len(found) > 1
    return found == ({phenomenon} if phenomenon is not P.PERFECT else set())


def _fits_deltas(found: set[Phenomenon], phenomenon: Phenomenon) -> bool:
    """What arrives too early has left a gap, so the histories of loss are those of reordering, judged otherwise."""
    gap = found in ({P.LOSS}, {P.LOSS, P.REORDERING})
    if phenomenon in (P.LOSS, P.REORDERING):
        return gap
    return not gap and _fits(found, phenomenon)


def _by_states(truth: Truth, kind: Kind, options: Options, *, lost: bool) -> Case:
    setting = settled(truth, kind, options)
    player = (Ordering if kind.is_clock else Counting)(truth, kind, options, setting)
    if lost:
        able = kind is not Kind.VECTOR_CLOCK
        player.needed |= {e for e, event in enumerate(truth.events, 1) if able or event.is_update}
    return Case("what a network does", player.write(), truth, setting)


def _by_deltas(truth: Truth, kind: Kind, options: Options, flags: tuple[bool, ...]) -> Case:
    setting = replace(settled(truth, kind, options), delta=flags)
    player = (OrderingDeltas if kind.is_clock else CountingDeltas)(truth, kind, options, setting)
    return Case("what a network does to deltas", player.write(conclude=False), truth, setting)
