"""Scenarios about wide states: two constructed states with many entries, which differ in one entry or in two.

A comparison may stop after some entries, or treat a state of one size differently: beyond a word of bits, a page of a
tree, or the unrolled part of a loop. The entry that differs is the first, the middle or the last one.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from antichain.conformance.cases.case import Case, DirectedCase
from antichain.conformance.cases.checks.base import Equals
from antichain.conformance.cases.checks.clock import order_check, rule_of
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.histories.replica_names import plain, room
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Kind
from antichain.model.clock import Order

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["probes"]

_SMALL = range(3, 18)
_LARGE = (20, 24, 25, 30, 31, 32, 33, 48, 50, 63, 64, 65, 99, 100, 101, 127, 128, 129, 255, 256, 257)
_LOWEST, _RAISED = 1, 2
"""The counts of an entry."""
_RAISED_PLACES: tuple[tuple[float, ...], ...] = ((0,), (0.5,), (1,), (0, 1))
"""The places of the raised entries: one in the right state, or one in each."""


def probes(claim: Claim, most: int) -> Iterator[Case]:
    """Yield a case for each number of entries, up to ``most`` and to the number of replicas that the target takes."""
    options = claim.options
    compares = options.compare != "none" if claim.kind.is_clock else options.compare == "states"
    if not (options.construct and compares):
        return
    largest = min(most, options.replicas or most, room(options) or most)
    bounded = not claim.kind.is_clock and options.limit is not None
    if options.limit is not None and options.limit < _RAISED:
        return
    for count in (*_SMALL, *_LARGE):
        if count <= largest and not (bounded and count + _RAISED > (options.limit or 0)):
            yield from (_wide(claim, count, raised) for raised in _RAISED_PLACES)


def _wide(claim: Claim, count: int, raised: tuple[float, ...]) -> DirectedCase:
    """Compare two states of ``count`` entries; ``raised`` are the places of the larger entries in each of them.

    One place is that of the right state alone. A place is between 0, the first entry, and 1, the last one.
    """
    names = plain(claim.options, count)
    builder = ScriptBuilder(claim, names)
    *left, right = (round(place * (count - 1)) for place in raised)
    builder.request(requests.Construct("x", _entries(claim.kind, names, *left)))
    builder.request(requests.Construct("y", _entries(claim.kind, names, right)))
    order = Order.CONCURRENT if left else Order.BEFORE
    reason = (
        f"x and y have {count} entries each, and each has a larger one than the other"
        if left
        else f"x and y have {count} entries each, and that of {names[right]} is larger in y"
    )
    for one, other, expected in (("x", "y", order), ("y", "x", order.mirror)):
        if builder.kind.is_clock:
            check = order_check(expected, builder.options, (rule_of(expected),), reason)
        else:
            check = Equals(expected=expected.value, covers=("CNT-ORDER",), reason=reason)
        builder.request(requests.Compare(one, other), check)
    narrower = partial(_narrower, claim, count, raised)
    single = None if not left else lambda: [_wide(claim, count, (place,)) for place in raised]
    return DirectedCase(f"states of {count} entries", builder.script(), narrower, single)


def _narrower(claim: Claim, count: int, raised: tuple[float, ...], _place: int) -> Iterator[Case]:
    """Yield the cases of fewer entries, from two on."""
    return (_wide(claim, less, raised) for less in range(2, count))


def _entries(kind: Kind, names: tuple[str, ...], *raised: int) -> dict[str, Any]:
    """Return an entry for each name, of which some are raised; on a pn-counter, every second one is a decrement."""
    counts = [_RAISED if place in raised else _LOWEST for place in range(len(names))]
    if kind is not Kind.PN_COUNTER:
        return dict(zip(names, counts, strict=True))
    pairs = [(0, count) if place % 2 else (count, 0) for place, count in enumerate(counts)]
    return dict(zip(names, pairs, strict=True))
