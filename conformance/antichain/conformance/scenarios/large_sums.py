"""Scenarios about large amounts in small histories: sums of several entries, and amounts that travel as deltas."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from antichain.conformance.cases.case import compile_case
from antichain.conformance.cases.deltas import suits
from antichain.conformance.cases.variant import default_variant, signed
from antichain.conformance.histories.playable import playable
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.protocol.claims import Kind
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.cases.case import Case
    from antichain.conformance.protocol.claims import Claim

__all__ = ["probes"]

_LARGE = (2**31, 2**32 + 1, 2**53 + 1, 2**64 + 1)
_SLOTS = 6
_WIDE = (256, 2**16, 2**32 + 1)
"""Large entries beside small ones, which bytes of one width for all of them cannot hold."""


def probes(claim: Claim) -> Iterator[Case]:
    """Yield the cases of large amounts in histories that a counter with these claims can play."""
    if claim.kind.is_clock or not claim.options.history or claim.options.amounts == "one":
        return
    if claim.options.wire:
        yield from _mixed(claim)
    for amount in _LARGE:
        yield from _played(claim, amount, _told(), deltas=False)
        yield from _played(claim, amount, _gathered(), deltas=False)
        if claim.options.delta:
            for history in (_told(), _told_twice(), _told_back()):
                yield from _played(claim, amount, history, deltas=True)


def _mixed(claim: Claim) -> Iterator[Case]:
    """Yield the history of many entries through bytes, with large entries beside small ones."""
    execution, largest = _passed_on(), claim.options.largest_written
    limit = claim.options.limit
    for height in (*_WIDE, *(() if largest is None else (largest,))):
        for heights in ((1, height, 2, height - 1, 255, 3), (height, 1, 255, 2, height - 1, 3)):
            fits = (largest is None or height <= largest) and (limit is None or sum(heights) <= limit)
            if fits and playable(execution, claim):
                amounts = (*heights, *(0 for _ in execution.events[_SLOTS:]))
                plain = replace(default_variant(execution, claim), amounts=amounts, recoded=True)
                variant = signed(plain, execution, claim.kind, 1)
                yield compile_case(execution, claim, variant, f"amounts of {height} and less through bytes")


def _played(claim: Claim, amount: int, execution: Execution, *, deltas: bool) -> Iterator[Case]:
    """Yield the history with amounts that start with ``amount`` and grow by one, if the bound allows it."""
    amounts = tuple(amount + e if step.is_update else 0 for e, step in enumerate(execution.events))
    if not playable(execution, claim) or sum(amounts) > (claim.options.limit or sum(amounts)):
        return
    flags = tuple(step.is_update for step in execution.events) if deltas else ()
    if suits(execution, flags, claim):
        plain = replace(default_variant(execution, claim), amounts=amounts, delta=flags)
        # On a pn-counter, the first update adds, and the next one subtracts.
        signs = (1, -1) if claim.kind is Kind.PN_COUNTER else (1,)
        firsts = [signed(plain, execution, claim.kind, sign) for sign in signs]
        for variant in (*firsts, *(replace(first, recoded=True) for first in firsts if claim.options.wire)):
            yield compile_case(execution, claim, variant, f"amounts of {amount} and more")


@cache
def _gathered() -> Execution:
    """Return a history in which one replica receives the updates of all others, one after the other."""
    names = [f"{letter}" for letter in "ABCDEF"[:_SLOTS]]
    updates = [Event(name) for name in names]
    return Execution.of([*updates, *(Event("A", of=number) for number in range(2, _SLOTS + 1))])


@cache
def _passed_on() -> Execution:
    """Return the history of all updates, in which another replica receives the state of the one that has them."""
    events = _gathered().events
    return Execution.of([*events, Event("G", of=len(events))])


@cache
def _told() -> Execution:
    return Execution.of([Event("A"), Event("B", of=1)])


@cache
def _told_twice() -> Execution:
    return Execution.of([Event("A"), Event("B", of=1), Event("A"), Event("B", of=3)])


@cache
def _told_back() -> Execution:
    return Execution.of([Event("A"), Event("B", of=1), Event("B"), Event("A", of=3)])
