"""Scenarios about large counts of clocks: many ticks of one replica, and counts around the powers of two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.cases.case import Case, DirectedCase
from antichain.conformance.cases.checks.clock import order_check
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.histories.replica_names import plain
from antichain.conformance.protocol import requests
from antichain.model.clock import Order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.protocol.claims import Claim

__all__ = ["probes"]

_STAMPED = (1, 9, 10, 63, 64, 99, 100, 127, 128, 255, 256, 300)
_LOW = 2
"""The count of the control."""
_POWERS = (7, 8, 15, 16, 31, 32, 53, 63, 64)


def probes(claim: Claim) -> Iterator[Case]:
    """Yield the scenarios about large counts for a clock with these claims."""
    if not claim.kind.is_clock or claim.options.compare == "none":
        return
    ticks = _STAMPED[-1]
    if claim.options.limit is not None and claim.options.step == "one":
        ticks = min(ticks, claim.options.limit)
    if claim.options.history and ticks > 1:
        yield _ticking(claim, ticks, recoded=False)
        if claim.options.wire:
            yield _ticking(claim, min(ticks, claim.options.largest_written or ticks), recoded=True)
    if claim.options.construct:
        for count in (2**power for power in _POWERS):
            if claim.options.limit is None or count < claim.options.limit:
                yield _tall(claim, count)


def _ticking(claim: Claim, ticks: int, *, recoded: bool) -> Case:
    """One replica ticks ``ticks`` times; its stamps must compare in the order of their events, also through bytes."""
    name = plain(claim.options, 1)[0]
    builder = ScriptBuilder(claim, (name,))
    rules = ("WIRE-ROUND",) if recoded else ("TICK-STRICT", "ORD-BEFORE")
    earlier = ""
    for tick in range(1, ticks + 1):
        builder.request(requests.Tick(name))
        if tick in (*_STAMPED, ticks):
            builder.export(requests.Stamp(name, f"m{tick}"))
            if recoded:
                builder.request(requests.Recode(f"m{tick}", f"recoded{tick}"))
            later = f"recoded{tick}" if recoded else f"m{tick}"
            if earlier:
                reason = f"{later} was made after {earlier}, by the same replica"
                builder.request(
                    requests.Compare(earlier, later), order_check(Order.BEFORE, claim.options, rules, reason)
                )
            earlier = later
    controls = (lambda: [_ticking(claim, ticks, recoded=False)]) if recoded else None
    return DirectedCase(f"{ticks} ticks{' through bytes' if recoded else ''}", builder.script(), controls=controls)


def _tall(claim: Claim, count: int) -> Case:
    """Constructed counts around a power of two compare as numbers; counts of different replicas are concurrent."""
    several = claim.options.replicas is None or claim.options.replicas > 1
    one, other = plain(claim.options, 2)
    builder = ScriptBuilder(claim, (one, other) if several else (one,))
    for message, held in (("below", count - 1), ("at", count), ("above", count + 1)):
        builder.request(requests.Construct(message, {one: held}))
    for left, right, order in (
        ("below", "at", Order.BEFORE),
        ("at", "above", Order.BEFORE),
        ("above", "at", Order.AFTER),
    ):
        reason = f"{left} and {right} are counts of one replica around {count}"
        builder.request(requests.Compare(left, right), order_check(order, claim.options, ("ORD-BEFORE",), reason))
    if several:
        builder.request(requests.Construct("elsewhere", {other: count}))
        check = order_check(
            Order.CONCURRENT, claim.options, ("ORD-CONCURRENT",), "they are counts of different replicas"
        )
        builder.request(requests.Compare("at", "elsewhere"), check)
    controls = None if count == _LOW else lambda: [_tall(claim, _LOW)]
    return DirectedCase(f"counts around {count}", builder.script(), controls=controls)
