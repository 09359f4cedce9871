"""Probes of constructed states: all pairs of small clocks, explicit zeros, names, and the library's order for sorting.

Entries that are given freely are judged by inclusion of their dots: a slot holds the first so many events of a replica.
"""

from __future__ import annotations

from itertools import combinations, permutations, product
from typing import TYPE_CHECKING, Any

from antichain.conformance import protocol
from antichain.conformance.case import Case
from antichain.conformance.checks import Exactly, Held, OneOf, Sorted
from antichain.conformance.names import hostile, plain, shown_name
from antichain.conformance.ordering import order_check
from antichain.conformance.protocol import Refused
from antichain.conformance.script import Writer
from antichain.model import clock
from antichain.model.clock import Clock, Order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from antichain.conformance.protocol import Kind, Options

__all__ = ["probes"]

_HEIGHTS = (2, 2**31, 2**53 + 1, 2**64)
_RULE = {Order.CONCURRENT: "ORD-CONCURRENT", Order.EQUAL: "ORD-EQUAL"}
_HEIGHT = 3
"""Constructed counters hold up to so many of each replica."""
Counts = dict[str, int]


def probes(kind: Kind, options: Options) -> Iterator[Case]:
    """Yield the probes of constructed states, smaller ones first."""
    if not options.construct:
        return
    names = plain(options, min(3, options.replicas or 3))
    if kind.is_clock and options.compare != "none":
        yield _zero(kind, options, names)
        small = [dict(zip(names, counts, strict=True)) for counts in product(range(3), repeat=len(names))]
        pairs = sorted(product(small, repeat=2), key=lambda pair: sum(pair[0].values()) + sum(pair[1].values()))
        for left, right in pairs:
            yield _pair(kind, options, names, left, right)
        for group in hostile(options):
            for one, other in permutations(group[: options.replicas], 2):
                yield _pair(kind, options, group, {one: 1}, {other: 1}, "ID-DISTINCT")
    if options.history and len(names) > 1:
        yield from _received(kind, options, names)
        yield from _tall(kind, options, names)
    if kind.is_clock and options.sort:
        bits = [dict(zip(names, counts, strict=True)) for counts in product(range(2), repeat=len(names))]
        for states in combinations(bits, 3):
            yield _sorted(kind, options, names, states)


def _made(counts: Counts, *, zeros: bool) -> dict[str, Any]:
    return {name: count for name, count in counts.items() if count or zeros}


def _pair(  # noqa: PLR0913, PLR0917 — the parts of a sentence
    kind: Kind, options: Options, names: Sequence[str], left: Counts, right: Counts, rule: str = ""
) -> Case:
    """Compare two states both ways, and where they hold zeros, with the zeros spelled out on either side."""
    order = clock.compare(Clock(left), Clock(right))
    writer = Writer(kind, options, names)
    writer.ask(protocol.Construct("x", _made(left, zeros=False)))
    writer.ask(protocol.Construct("y", _made(right, zeros=False)))
    words = {Order.BEFORE: "holds less than", Order.AFTER: "holds more than", Order.EQUAL: "holds the same as"}
    reason = (
        f"{_shown(left)} {words.get(order, 'holds something that is not in, and lacks something of,')} {_shown(right)}"
    )
    base = rule or _RULE.get(order, "ORD-BEFORE")
    writer.ask(protocol.Compare("x", "y"), order_check(order, options, (base,), reason))
    mirrored = f"{reason}, seen from the other side"
    writer.ask(protocol.Compare("y", "x"), order_check(order.mirror, options, ("ORD-MIRROR", base), mirrored))
    if 0 in (*left.values(), *right.values()):
        writer.ask(protocol.Construct("x0", _made(left, zeros=True)))
        writer.ask(protocol.Construct("y0", _made(right, zeros=True)))
        spelled = f"{reason}, and an explicit zero says no more than a missing entry"
        for x, y in (("x0", "y"), ("x", "y0"), ("x0", "y0")):
            writer.ask(protocol.Compare(x, y), order_check(order, options, ("ORD-ZERO",), spelled))
        for x, y in (("x", "x0"), ("y0", "y")):
            writer.ask(protocol.Compare(x, y), order_check(Order.EQUAL, options, ("ORD-ZERO",), spelled))
    return Case(f"{_shown(left)} and {_shown(right)}", writer.script())


def _zero(kind: Kind, options: Options, names: Sequence[str]) -> Case:
    """Nothing at all, and an explicit zero: the least in which the two can differ."""
    writer = Writer(kind, options, names)
    writer.ask(protocol.Construct("zero", {names[0]: 0}))
    writer.ask(protocol.Construct("nothing", {}))
    for left, right in (("zero", "nothing"), ("nothing", "zero")):
        reason = "an explicit zero says no more than a missing entry"
        writer.ask(protocol.Compare(left, right), order_check(Order.EQUAL, options, ("ORD-ZERO",), reason))
    return Case("nothing and an explicit zero", writer.script())


def _shown(counts: Counts) -> str:
    return "{" + ", ".join(f"{shown_name(name)}: {count}" for name, count in counts.items() if count) + "}"


def _received(kind: Kind, options: Options, names: Sequence[str]) -> Iterator[Case]:
    """Let a replica take constructed states in, one and then another: it knows of each the larger part."""
    others = names[:-1]
    if kind is protocol.Kind.VECTOR_CLOCK:
        return  # there a message is the stamp of a send, and nothing else is received
    height = min(options.limit or _HEIGHT, _HEIGHT)
    sizes = [
        held for held in product(range(height + 1), repeat=len(others)) if sum(held) <= (options.limit or sum(held))
    ]
    for first in sizes:
        for second in (sizes[0], sizes[-1], first[::-1]):
            larger = tuple(map(max, first, second))
            if options.limit is None or sum(larger) <= options.limit:
                yield _taken(kind, options, names, first, second)


def _taken(kind: Kind, options: Options, names: Sequence[str], first: Sequence[int], second: Sequence[int]) -> Case:
    *others, reader = names
    writer = Writer(kind, options, names)
    known = [0] * len(others)
    for message, held in (("x", first), ("y", second)):
        rule = "ORD-ZERO" if not any(held) else "CNT-UNION"
        writer.ask(protocol.Construct(message, _entries(kind, others, held)))
        writer.ask(protocol.Receive(reader, message))
        known = list(map(max, known, held))
        sentence = f"{reader} knows {_shown(dict(zip(others, known, strict=True)))}"
        if not kind.is_clock:
            due = _total(kind, known)
            writer.ask(protocol.Value(reader), Exactly(due=due, tested=(rule,), reason=f"{sentence}: {due}"))
    if kind.is_clock and options.compare != "none":
        writer.export(protocol.Stamp(reader, "joined"))
        writer.ask(protocol.Construct("due", _entries(kind, others, known)))
        check = order_check(Order.EQUAL, options, ("ORD-LEAST", "ORD-EQUAL"), f"{sentence} after taking both in")
        writer.ask(protocol.Compare("joined", "due"), check)
    if options.entries:
        due_entries = {name: pair for name, pair in _entries(kind, others, known).items() if pair not in {0, (0, 0)}}
        writer.ask(protocol.Entries(reader), Held(due=due_entries, tested=("ENT-EXACT",)))
    return Case("constructed states are received", writer.script())


def _entries(kind: Kind, names: Sequence[str], held: Sequence[int]) -> dict[str, Any]:
    """Return entries; on a pn-counter, every second of them is taken away."""
    if kind is not protocol.Kind.PN_COUNTER:
        return dict(zip(names, held, strict=True))
    return {
        name: (0, count) if place % 2 else (count, 0)
        for place, (name, count) in enumerate(zip(names, held, strict=True))
    }


def _total(kind: Kind, held: Sequence[int]) -> int:
    if kind is not protocol.Kind.PN_COUNTER:
        return sum(held)
    return sum(-count if place % 2 else count for place, count in enumerate(held))


def _tall(kind: Kind, options: Options, names: Sequence[str]) -> Iterator[Case]:
    if not kind.is_clock:
        for count in sorted({n for n in (*_HEIGHTS, options.limit or 0) if 0 < n <= (options.limit or n)}):
            yield _counted_up(kind, options, names, count)


def _counted_up(kind: Kind, options: Options, names: Sequence[str], count: int) -> Case:
    """A counter takes a constructed state in whose entries are up to ``count``, part of it before and once more after.

    A bounded one may have to refuse the whole, where the entries are within the bound and their sum is not.
    """
    *others, reader = names
    writer = Writer(kind, options, names)
    whole = {name: _slot(kind, max(1, count - n), n) for n, name in enumerate(others)}
    part = {others[0]: whole[others[0]]}
    known = 0
    for message, held in (("part", part), ("whole", whole), ("part again", part)):
        writer.ask(protocol.Construct(message, held))
        total = max(known, sum(slot if isinstance(slot, int) else slot[0] - slot[1] for slot in held.values()))
        refused = options.overflow == "reject" and total > (options.limit or total)
        due = OneOf("rejected as overflow", _overflows) if refused else None
        writer.ask(protocol.Receive(reader, message), Exactly(due=due, tested=("CNT-BIG",)))
        known = known if refused else min(total, options.limit or total)
        reason = f"what it has taken in, last {held}, sums to {known}"
        writer.ask(protocol.Value(reader), Exactly(due=known, tested=("CNT-BIG",), reason=reason))
    return Case(f"constructed states of up to {count}", writer.script())


def _overflows(answer: object) -> bool:
    return isinstance(answer, Refused) and answer.code == "overflow"


def _slot(kind: Kind, added: int, taken: int = 0) -> Any:  # noqa: ANN401 — a number, or a pair of them
    return (added, taken) if kind is protocol.Kind.PN_COUNTER else added


def _sorted(kind: Kind, options: Options, names: Sequence[str], states: Sequence[Counts]) -> Case:
    """Sort three states in every order in which they can be given."""
    writer = Writer(kind, options, names)
    held = {name: Clock(counts) for name, counts in zip("xyz", states, strict=True)}
    for name, counts in zip("xyz", states, strict=True):
        writer.ask(protocol.Construct(name, _made(counts, zeros=False)))
    first = None
    for order in permutations("xyz"):
        request = protocol.Sort(tuple(order))
        place = writer.ask(request, Sorted(tested=("LIB-SORT",), states=held, to=first))
        first = place if first is None else first
    return Case("sorting three states", writer.script())
