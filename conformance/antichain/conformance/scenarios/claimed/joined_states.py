"""Scenarios about joins of constructed states, under the claim ``merge``, for libraries without histories.

The join of two messages must be the least state above both, and the two must not change.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import combinations, permutations, product
from typing import TYPE_CHECKING

from antichain.conformance.cases.case import Case, DirectedCase
from antichain.conformance.cases.checks.after_faults import After
from antichain.conformance.cases.checks.base import Equals
from antichain.conformance.cases.checks.clock import order_check, rule_of
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.histories.replica_names import hostile, plain, shown_name
from antichain.conformance.protocol import requests
from antichain.model import clock
from antichain.model.clock import Clock, Order

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from antichain.conformance.protocol.claims import Claim

__all__ = ["probes"]

_COVERS = ("ORD-JOIN",)
_NAMED = 2
_CROWDS = (3, 12, 40)
"""The numbers of replicas that have one entry each, in one of two states."""
_HEIGHTS = (0, 1, 2)
_TALL = (2**31, 2**32 + 1, 2**53 + 1, 2**64 + 1)


def probes(claim: Claim) -> Iterator[Case]:
    """Yield a case for each pair of small states, then for pairs of tall ones, of hostile names and of many entries."""
    if not (claim.kind.is_clock and claim.options.merge):
        return
    names = plain(claim.options, min(_NAMED, claim.options.replicas or _NAMED))
    limit = claim.options.limit or _TALL[-1]
    heights = [height for height in _HEIGHTS if height <= limit]
    small = [dict(zip(names, counts, strict=True)) for counts in product(heights, repeat=len(names))]
    for left, right in sorted(product(small, repeat=2), key=lambda pair: sum(map(sum, map(dict.values, pair)))):
        yield _joined(claim, left, right)
    for height in (height for height in _TALL if height <= limit):
        yield _tall(claim, names, height)
    for group in hostile(claim.options):
        yield _named(claim, group[: claim.options.replicas])
    for count in _CROWDS:
        room = plain(claim.options, count)[: claim.options.replicas]
        yield _joined(claim, dict.fromkeys(room[::2], 1), dict.fromkeys(room[1::2], 1))


def _tall(claim: Claim, names: Sequence[str], height: int) -> Case:
    """Join two states, each of which has the larger entry of one replica; the control has small entries."""

    def crossed(height: int) -> DirectedCase:
        low, high = {names[-1]: height - 1}, {names[-1]: height}
        return _joined(claim, {names[0]: height, **low}, {names[0]: height - 1, **high})

    tall = crossed(height)
    unjoined = tall.controls
    return replace(tall, controls=lambda: [*(unjoined() if unjoined else ()), crossed(max(_HEIGHTS))])


def _named(claim: Claim, names: Sequence[str]) -> Case:
    """Join two states of hostile names; the control has plain names, and a narrower case has fewer names."""
    named = _renamed(claim, names)
    return replace(
        named,
        narrower=partial(_with_fewer, claim, tuple(names)),
        controls=lambda: [_renamed(claim, plain(claim.options, len(names)))],
    )


def _renamed(claim: Claim, names: Sequence[str]) -> DirectedCase:
    """Join two states with every second of these names."""
    return _joined(claim, dict.fromkeys(names[::2], 1), dict.fromkeys(names[1::2], 1))


def _with_fewer(claim: Claim, names: Sequence[str], _place: int) -> Iterator[Case]:
    """Yield the cases of one name, and of one name in each state."""
    if len(names) > 1:
        for name in names:
            yield _named(claim, (name,))
    if len(names) > _NAMED:
        for pair in permutations(names, 2):
            yield _named(claim, pair)


def _joined(claim: Claim, left: Mapping[str, int], right: Mapping[str, int]) -> DirectedCase:
    """Join two states; compare the join with the expected state and both arguments, which must be unchanged.

    The control compares the states without a join.
    """
    names = tuple(dict.fromkeys((*left, *right)))
    builder = ScriptBuilder(claim, names)
    x, y = Clock(left), Clock(right)
    due = clock.join(x, y)
    for message, held in (("x", x), ("y", y), ("due", due)):
        builder.request(requests.Construct(message, {name: held[name] for name in names if held[name]}))
    builder.request(requests.Merge("x", "y", "joined"), Equals(expected=None, covers=_COVERS))
    sentence = f"the join of {_shown(x)} and {_shown(y)} is {_shown(due)}"
    for one, other in (("joined", "due"), ("due", "joined")):
        _compare(builder, one, other, Order.EQUAL, sentence)
    kept = f"{_shown(x)} and {_shown(y)} are unchanged after they were joined"
    _compare(builder, "x", "y", clock.compare(x, y), kept)
    for message, held in (("x", x), ("y", y)):
        _compare(builder, message, "joined", clock.compare(held, due), sentence)
    title = f"the join of {_shown(x)} and {_shown(y)}"
    return DirectedCase(title, builder.script(), controls=lambda: [_unjoined(claim, left, right)])


def _unjoined(claim: Claim, left: Mapping[str, int], right: Mapping[str, int]) -> Case:
    """Compare two states with each other, and with the state that is their join, without joining them."""
    builder = ScriptBuilder(claim, tuple(dict.fromkeys((*left, *right))))
    x, y = Clock(left), Clock(right)
    states = {"x": x, "y": y, "due": clock.join(x, y)}
    for message, held in states.items():
        builder.request(requests.Construct(message, {name: held[name] for name in sorted(held)}))
    for one, other in combinations(states, 2):
        order = clock.compare(states[one], states[other])
        reason = f"{one} is {_shown(states[one])}, and {other} is {_shown(states[other])}"
        check = order_check(order, claim.options, (rule_of(order),), reason)
        builder.request(requests.Compare(one, other), check)
    return DirectedCase(f"{_shown(x)} and {_shown(y)}", builder.script())


def _compare(builder: ScriptBuilder, left: str, right: str, order: Order, reason: str) -> None:
    expected = order_check(order, builder.options, _COVERS, reason).expected
    check = After(expected=expected, covers=_COVERS, rule=_COVERS[0], reason=reason)
    builder.request(requests.Compare(left, right), check)


def _shown(held: Clock) -> str:
    return "{" + ", ".join(f"{shown_name(name)}: {held[name]}" for name in sorted(held)) + "}"
