"""Scenarios about constructed states: all pairs of small clocks, explicit zeros, names, and sorting.

Constructed entries are judged by inclusion of their dots: an entry of n holds the first n events of a replica.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import combinations, permutations, product
from math import inf
from typing import TYPE_CHECKING, Any

from antichain.conformance.cases.case import Case, DirectedCase
from antichain.conformance.cases.checks.base import DONE, Acknowledged, Either, Equals, OneOf, Reads, Right
from antichain.conformance.cases.checks.clock import SortOrder, order_check, rule_of
from antichain.conformance.cases.checks.entries import EntriesEqual, without_zeros
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.cases.variant import ORDINARY
from antichain.conformance.histories.replica_names import hostile, plain, shown_name
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import Answer, Refused
from antichain.conformance.protocol.claims import Claim, Kind
from antichain.model import clock
from antichain.model.clock import Clock, Order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from antichain.conformance.protocol.claims import Options


__all__ = ["probes", "received_clocks", "spells_zeros"]

_HEIGHTS = (2, 2**31, 2**53 + 1, 2**64)
_LOW = 2
"""The largest entry of a constructed clock."""
_HEIGHT = 3
"""The largest entry of a constructed counter."""
Counts = dict[str, int]


def probes(claim: Claim) -> Iterator[Case]:
    """Yield the scenarios about constructed states, smaller ones first."""
    if not claim.options.construct:
        return
    names = plain(claim.options, min(3, claim.options.replicas or 3))
    if claim.kind.is_clock and claim.options.compare != "none":
        yield from _zeros(claim, names)
        heights = range(1 + min(_LOW, claim.options.limit or _LOW))
        small = [dict(zip(names, counts, strict=True)) for counts in product(heights, repeat=len(names))]
        pairs = sorted(product(small, repeat=2), key=lambda pair: sum(pair[0].values()) + sum(pair[1].values()))
        for left, right in pairs:
            yield _pair(claim, names, left, right)
        for group in hostile(claim.options):
            room = group[: claim.options.replicas]
            for one, other in permutations(room, 2):
                yield _named(claim, room, one, other)
    # On an ordered channel, a message needs a sender.
    if claim.options.history and len(names) > 1 and claim.options.channel == "any":
        yield from received_clocks(claim, names)
        yield from _tall(claim, names)
    if claim.kind.is_clock and claim.options.sort:
        heights = range(2) if len(names) > 1 else range(1 + min(_LOW, claim.options.limit or _LOW))
        low = [dict(zip(names, counts, strict=True)) for counts in product(heights, repeat=len(names))]
        for count in range(2, min(3, len(low)) + 1):
            for states in combinations(low, count):
                yield _sorted(claim, names, states)


def _made(counts: Counts, *, zeros: bool) -> dict[str, Any]:
    return {name: count for name, count in counts.items() if count or zeros}


def _pair(claim: Claim, names: Sequence[str], left: Counts, right: Counts, rule: str = "") -> DirectedCase:
    """Compare two states in both directions; if they have zeros, also with explicit zeros on either side."""
    order = clock.compare(Clock(left), Clock(right))
    builder = ScriptBuilder(claim, names)
    builder.request(requests.Construct("x", _made(left, zeros=False)))
    builder.request(requests.Construct("y", _made(right, zeros=False)))
    words = {Order.BEFORE: "holds less than", Order.AFTER: "holds more than", Order.EQUAL: "holds the same as"}
    reason = (
        f"{_shown(left)} {words.get(order, 'holds something that is not in, and lacks something of,')} {_shown(right)}"
    )
    base = rule or rule_of(order)
    builder.request(requests.Compare("x", "y"), order_check(order, claim.options, (base,), reason))
    mirrored = f"{reason}, seen from the other side"
    builder.request(
        requests.Compare("y", "x"), order_check(order.mirror, claim.options, ("ORD-MIRROR", base), mirrored)
    )
    if 0 in (*left.values(), *right.values()) and spells_zeros(claim.options):
        builder.request(requests.Construct("x0", _made(left, zeros=True)))
        builder.request(requests.Construct("y0", _made(right, zeros=True)))
        spelled = f"{reason}, and an explicit zero says no more than a missing entry"
        for x, y in (("x0", "y"), ("x", "y0"), ("x0", "y0")):
            builder.request(requests.Compare(x, y), order_check(order, claim.options, ("ORD-ZERO",), spelled))
        for x, y in (("x", "x0"), ("y0", "y")):
            builder.request(requests.Compare(x, y), order_check(Order.EQUAL, claim.options, ("ORD-ZERO",), spelled))
    case = DirectedCase(f"{_shown(left)} and {_shown(right)}", builder.script())
    return case if rule else replace(case, controls=partial(_twice, claim, names, (left, right)))


def _twice(claim: Claim, names: Sequence[str], states: Sequence[Counts]) -> Iterator[Case]:
    """Yield the controls of states with explicit zeros: each without them, constructed twice, and a pair like them."""
    for held in states:
        builder = ScriptBuilder(claim, names)
        for message in ("x", "y"):
            builder.request(requests.Construct(message, _made(held, zeros=False)))
        check = order_check(Order.EQUAL, claim.options, ("ORD-EQUAL",), f"both are {_shown(held)}")
        builder.request(requests.Compare("x", "y"), check)
        yield DirectedCase(f"{_shown(held)}, constructed twice", builder.script())
    one, other, *_ = (*names, "")
    lesser, greater = {one: 1}, {one: 1, other: 1}
    ordered = {Order.BEFORE: (lesser, greater), Order.AFTER: (greater, lesser)}
    pair = ordered.get(clock.compare(*map(Clock, states))) if len(states) > 1 else None
    if pair is not None and other:
        yield replace(_pair(claim, names, *pair), controls=None)


def _named(claim: Claim, names: Sequence[str], one: str, other: str) -> Case:
    """Compare two states of one entry each, whose names must be distinct; its control has plain names."""
    left, right = plain(claim.options, 2)
    case = _pair(claim, names, {one: 1}, {other: 1}, "ID-DISTINCT")
    return replace(case, controls=lambda: [_pair(claim, (left, right), {left: 1}, {right: 1})])


def _zeros(claim: Claim, names: Sequence[str]) -> Iterator[Case]:
    """Yield the probes of explicit zeros, if those say no more than missing entries."""
    if spells_zeros(claim.options):
        yield _zero(claim, names)
        if len(names) > 1:
            yield _zeros_of_both(claim, names)


def _zero(claim: Claim, names: Sequence[str]) -> Case:
    """The empty state and an explicit zero: the smallest pair that can differ."""
    builder = ScriptBuilder(claim, names)
    builder.request(requests.Construct("zero", {names[0]: 0}))
    builder.request(requests.Construct("nothing", {}))
    for left, right in (("zero", "nothing"), ("nothing", "zero")):
        reason = "an explicit zero says no more than a missing entry"
        builder.request(requests.Compare(left, right), order_check(Order.EQUAL, claim.options, ("ORD-ZERO",), reason))
    controls = partial(_twice, claim, names, ({},))
    return DirectedCase("nothing and an explicit zero", builder.script(), controls=controls)


def _zeros_of_both(claim: Claim, names: Sequence[str]) -> Case:
    """Both states have an explicit zero, of a replica that the other one does not mention."""
    one, other, *_ = names
    builder = ScriptBuilder(claim, names)
    for number, (left, right) in enumerate(
        (({one: 0}, {other: 0}), ({one: 1, other: 0}, {one: 1}), ({one: 0, names[-1]: 1}, {other: 0, names[-1]: 1}))
    ):
        builder.request(requests.Construct(f"x{number}", _made(left, zeros=True)))
        builder.request(requests.Construct(f"y{number}", _made(right, zeros=True)))
        reason = "they hold the same, and an explicit zero says no more than a missing entry"
        for pair in ((f"x{number}", f"y{number}"), (f"y{number}", f"x{number}")):
            builder.request(requests.Compare(*pair), order_check(Order.EQUAL, claim.options, ("ORD-ZERO",), reason))
    controls = partial(_twice, claim, names, ({}, {one: 1}))
    return DirectedCase("explicit zeros in both states", builder.script(), controls=controls)


def spells_zeros(options: Options) -> bool:
    """Return whether an explicit zero says no more than a missing entry."""
    return options.missing == 0 and options.birth == "nothing"


def _shown(counts: Counts) -> str:
    return "{" + ", ".join(f"{shown_name(name)}: {count}" for name, count in counts.items() if count) + "}"


def received_clocks(claim: Claim, names: Sequence[str]) -> Iterator[Case]:
    """Yield cases in which a replica receives two constructed states; it then has the larger entries of both."""
    others = names[:-1]
    if claim.kind is Kind.VECTOR_CLOCK:
        return  # there a message is the stamp of a send, and no other message is received
    height = min(claim.options.limit or _HEIGHT, _HEIGHT)
    sizes = [
        held
        for held in product(range(height + 1), repeat=len(others))
        if sum(held) <= (claim.options.limit or sum(held))
    ]
    for first in sizes:
        for second in (sizes[0], sizes[-1], first[::-1]):
            larger = tuple(map(max, first, second))
            if claim.options.limit is None or sum(larger) <= claim.options.limit:
                yield _taken(claim, names, first, second)


def _taken(claim: Claim, names: Sequence[str], first: Sequence[int], second: Sequence[int]) -> Case:
    """A replica receives two states, and its state is compared; in a control its entries are read before."""
    case = _taken_with(claim, names, first, second, zeros=True, entries_first=False)
    return replace(case, controls=partial(_taken_plainly, claim, names, first, second))


def _taken_plainly(claim: Claim, names: Sequence[str], first: Sequence[int], second: Sequence[int]) -> Iterator[Case]:
    """Yield the controls of two states: without zeros, with every count one larger, and with the entries read first.

    In the second one, both states of a counter name the same replicas as before, without zeros.
    """
    if 0 in (*first, *second) and any((*first, *second)):
        yield _taken_with(claim, names, first, second, zeros=False, entries_first=True)
        raised = [[count + 1 for count in held] for held in (first, second)]
        if not claim.kind.is_clock and sum(map(max, *raised)) <= (claim.options.limit or inf):
            yield _taken_with(claim, names, *raised, zeros=True, entries_first=False)
    yield _taken_with(claim, names, first, second, zeros=True, entries_first=True)


def _taken_with(  # noqa: PLR0913 — two states, and how they are written and read
    claim: Claim,
    names: Sequence[str],
    first: Sequence[int],
    second: Sequence[int],
    *,
    zeros: bool,
    entries_first: bool,
) -> DirectedCase:
    """Return the case with or without explicit zeros, in which entries are read before or after a comparison."""
    *others, reader = names
    builder = ScriptBuilder(claim, names)
    known = [0] * len(others)

    def made(held: Sequence[int]) -> dict[str, Any]:
        entries = _entries(claim.kind, others, held)
        return entries if zeros else without_zeros(entries)

    for message, held in (("x", first), ("y", second)):
        rule = "ORD-ZERO" if zeros and 0 in (*first, *second) else "CNT-UNION"
        builder.request(requests.Construct(message, made(held)))
        builder.request(requests.Receive(reader, message))
        known = list(map(max, known, held))
        sentence = f"{reader} knows {_shown(dict(zip(others, known, strict=True)))}"
        if not claim.kind.is_clock:
            expected = _total(claim.kind, known)
            builder.request(
                requests.Value(reader), Reads(expected=expected, covers=(rule,), reason=f"{sentence}: {expected}")
            )
    due = EntriesEqual(expected=without_zeros(_entries(claim.kind, others, known)), covers=("ENT-EXACT",))
    if claim.options.entries and entries_first:
        builder.request(requests.Entries(reader), due)
    if claim.kind.is_clock and claim.options.compare != "none":
        builder.export(requests.Stamp(reader, "joined"))
        builder.request(requests.Construct("due", made(known)))
        born = claim.options.birth == "entry"
        order, rules = (Order.AFTER, ("ORD-BEFORE",)) if born else (Order.EQUAL, ("ORD-LEAST", "ORD-EQUAL"))
        rules = ("ORD-ZERO",) if zeros and 0 in (*first, *second) and spells_zeros(claim.options) else rules
        check = order_check(order, claim.options, rules, f"{sentence} after it received both")
        builder.request(requests.Compare("joined", "due"), check)
    if claim.options.entries and not entries_first:
        builder.request(requests.Entries(reader), due)
    return DirectedCase("constructed states are received", builder.script())


def _entries(kind: Kind, names: Sequence[str], held: Sequence[int]) -> dict[str, Any]:
    """Return entries; on a pn-counter, every second one is a decrement."""
    if kind is not Kind.PN_COUNTER:
        return dict(zip(names, held, strict=True))
    return {
        name: (0, count) if place % 2 else (count, 0)
        for place, (name, count) in enumerate(zip(names, held, strict=True))
    }


def _total(kind: Kind, held: Sequence[int]) -> int:
    if kind is not Kind.PN_COUNTER:
        return sum(held)
    return sum(-count if place % 2 else count for place, count in enumerate(held))


def _tall(claim: Claim, names: Sequence[str]) -> Iterator[Case]:
    if not claim.kind.is_clock:
        for count in sorted({n for n in (*_HEIGHTS, claim.options.limit or 0) if 0 < n <= (claim.options.limit or n)}):
            case = _counted_up(claim, names, count)
            yield replace(case, controls=partial(_lower, claim, names)) if count > ORDINARY else case


def _lower(claim: Claim, names: Sequence[str]) -> Iterator[Case]:
    """Yield the controls of a case with a large count: the same with ordinary ones."""
    yield from (_counted_up(claim, names, count) for count in (_HEIGHTS[0], ORDINARY))


def _counted_up(claim: Claim, names: Sequence[str], count: int) -> DirectedCase:
    """A counter receives a constructed state with entries up to ``count``, a part of it before, and again after.

    A bounded counter must refuse the state if its entries are within the bound and their sum is not: when it is
    constructed, or when it is received.
    """
    *others, reader = names
    builder = ScriptBuilder(claim, names)
    whole = {name: _slot(claim.kind, max(1, count - n), n) for n, name in enumerate(others)}
    part = {others[0]: whole[others[0]]}
    rule = "CNT-BIG" if count > ORDINARY else "CNT-UNION"
    known = 0
    for message, held in (("part", part), ("whole", whole), ("part again", part)):
        total = max(known, sum(slot if isinstance(slot, int) else slot[0] - slot[1] for slot in held.values()))
        beyond = total > (claim.options.limit or total)
        if beyond and claim.options.overflow == "unspecified":
            continue
        refused = claim.options.overflow == "reject" and beyond
        builder.request(requests.Construct(message, held), _REFUSABLE if refused else DONE)
        expected = OneOf("rejected as overflow", _overflows, (Refused("overflow"),)) if refused else None
        builder.request(requests.Receive(reader, message), Equals(expected=expected, covers=(rule,)))
        known = known if refused else min(total, claim.options.limit or total)
        reason = f"the states that it has received, last {held}, sum to {known}"
        builder.request(requests.Value(reader), Reads(expected=known, covers=(rule,), reason=reason))
    return DirectedCase(f"constructed states of up to {count}", builder.script())


class _Refusable(Acknowledged, frozen=True, gc=False, kw_only=True):
    """A state whose sum is beyond the bound may be refused when it is constructed; then there is nothing to receive."""

    def right(self) -> Right:
        """Return done and the refusal."""
        return Either((None, Refused("overflow")))

    def ends_history(self, answer: Answer) -> bool:
        """Return whether the state is refused."""
        return _overflows(answer)


_REFUSABLE = _Refusable()


def _overflows(answer: object) -> bool:
    return isinstance(answer, Refused) and answer.code == "overflow"


def _slot(kind: Kind, added: int, taken: int = 0) -> Answer:
    return (added, taken) if kind is Kind.PN_COUNTER else added


def _sorted(claim: Claim, names: Sequence[str], states: Sequence[Counts]) -> Case:
    """Sort a few states from every order of the input."""
    builder = ScriptBuilder(claim, names)
    held = {name: Clock(counts) for name, counts in zip("xyz", states, strict=False)}
    for name, counts in zip("xyz", states, strict=False):
        builder.request(requests.Construct(name, _made(counts, zeros=False)))
    first = None
    for order in permutations(held):
        request = requests.Sort(tuple(order))
        place = builder.request(request, SortOrder(covers=("LIB-SORT",), states=held, to=first))
        first = place if first is None else first
    return DirectedCase(f"sorting {len(states)} states", builder.script())
