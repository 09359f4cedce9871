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


def probes(claim: Claim) -> Iterator[Case]:
    """Yield the cases of large amounts in histories that a counter with these claims can play."""
    if claim.kind.is_clock or not claim.options.history or claim.options.amounts == "one":
        return
    for amount in _LARGE:
        yield from _played(claim, amount, _told(), deltas=False)
        yield from _played(claim, amount, _gathered(), deltas=False)
        if claim.options.delta:
            for history in (_told(), _told_twice(), _told_back()):
                yield from _played(claim, amount, history, deltas=True)


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
def _told() -> Execution:
    return Execution.of([Event("A"), Event("B", of=1)])


@cache
def _told_twice() -> Execution:
    return Execution.of([Event("A"), Event("B", of=1), Event("A"), Event("B", of=3)])


@cache
def _told_back() -> Execution:
    return Execution.of([Event("A"), Event("B", of=1), Event("B"), Event("A", of=3)])
