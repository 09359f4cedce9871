"""Scenarios about replicas that resume from a constructed state of their own, under the claim ``resume``.

A replica receives a state that names it, and makes its next update. Its state is then after the constructed one, and
after its own earlier state.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Any

from antichain.conformance.cases.case import Case, DirectedCase
from antichain.conformance.cases.checks.base import Equals, Reads
from antichain.conformance.cases.checks.clock import order_check
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.histories.replica_names import plain
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Kind
from antichain.model.clock import Order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["probes"]

_COUNTS = (1, 2, 2**31, 2**53 + 1)
_LOW = 2
"""The largest count of a control."""
_ROOM = 2
"""The counts besides the constructed one: an update after it, and an entry of another replica."""
_COVERS = ("ID-RESUME",)


def probes(claim: Claim) -> Iterator[Case]:
    """Yield the scenarios about resumed states, for each count with and without an update before."""
    options = claim.options
    if not (options.resume and options.construct and options.history and options.channel == "any"):
        return
    leaps = claim.kind.is_clock and options.step == "increasing"  # ticks have no bound, but constructed counts have one
    limit = inf if options.limit is None else options.limit + _ROOM * leaps
    several = options.replicas is None or options.replicas > 1
    for count in (count for count in _COUNTS if several and count + _ROOM <= limit):
        for before in (False, True):
            if claim.kind.is_clock and options.compare == "none":
                continue
            resumed = _clock if claim.kind.is_clock else _counter
            lower = (partial(resumed, claim, low, before=before) for low in _COUNTS if low <= _LOW and low < count)
            yield replace(resumed(claim, count, before=before), controls=partial(_made, tuple(lower)))


def _made(cases: Sequence[Callable[[], Case]]) -> Iterator[Case]:
    """Yield the controls of a case: the same steps with a lower count."""
    yield from (case() for case in cases)


def _clock(claim: Claim, count: int, *, before: bool) -> DirectedCase:
    one, other = plain(claim.options, 2)
    builder = ScriptBuilder(claim, (one, other))
    if before:
        builder.request(requests.Tick(one))
    builder.export(requests.Stamp(one, "before"))
    builder.request(requests.Construct("made", {one: count, other: 1}))
    builder.request(requests.Receive(one, "made"), Equals(expected=None, covers=_COVERS))
    builder.request(requests.Tick(one), Equals(expected=None, covers=_COVERS))
    builder.export(requests.Stamp(one, "after"))
    for earlier, how in (("made", "received it"), ("before", "was stamped so")):
        reason = f"{one} {how}, and then made an event, so {earlier} is before after"
        order = order_check(Order.BEFORE, claim.options, _COVERS, reason)
        builder.request(requests.Compare(earlier, "after"), order)
        mirrored = order_check(Order.AFTER, claim.options, _COVERS, reason)
        builder.request(requests.Compare("after", earlier), mirrored)
    return DirectedCase(f"a clock goes on from a constructed {count}", builder.script())


def _counter(claim: Claim, count: int, *, before: bool) -> DirectedCase:
    """Increment after the state was received; the update before is one of those in the state."""
    one, other = plain(claim.options, 2)
    builder = ScriptBuilder(claim, (one, other))
    if before:
        builder.request(requests.Increment(one, 1))
    builder.request(requests.Construct("made", {one: _slot(claim.kind, count), other: _slot(claim.kind, 1)}))
    for request, expected in ((requests.Receive(one, "made"), count + 1), (requests.Increment(one, 1), count + 2)):
        builder.request(request, Equals(expected=None, covers=_COVERS))
        reason = f"{one} resumed from a state with {count} of its own and 1 of {other}, so it must read {expected}"
        builder.request(requests.Value(one), Reads(expected=expected, covers=_COVERS, reason=reason))
    builder.export(requests.Send(one, "after"))
    builder.request(requests.Receive(other, "after"))
    reason = f"{other} received the state of {one}, which is {count + 2}"
    builder.request(requests.Value(other), Reads(expected=count + 2, covers=_COVERS, reason=reason))
    return DirectedCase(f"a counter goes on from a constructed {count}", builder.script())


def _slot(kind: Kind, added: int) -> Any:  # noqa: ANN401 — a number, or a pair of numbers for a pn-counter
    return (added, 0) if kind is Kind.PN_COUNTER else added
