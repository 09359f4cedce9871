"""Probes of constructed states: all pairs of small clocks, explicit zeros, names, and the library's order for sorting.

Entries that are given freely are judged by inclusion of their dots: a slot holds the first so many events of a replica.
"""

from __future__ import annotations

from itertools import combinations, permutations, product
from typing import TYPE_CHECKING, Any

from antichain.conformance import protocol
from antichain.conformance.case import Case
from antichain.conformance.checks import Exactly, OneOf, Sorted
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
Counts = dict[str, int]


def probes(kind: Kind, options: Options) -> Iterator[Case]:
    """Yield the probes of constructed states, smaller ones first."""
    if not options.construct:
        return
    names = plain(options, min(3, options.replicas or 3))
    if kind.is_clock and options.compare != "none":
        small = [dict(zip(names, counts, strict=True)) for counts in product(range(3), repeat=len(names))]
        pairs = sorted(product(small, repeat=2), key=lambda pair: sum(pair[0].values()) + sum(pair[1].values()))
        for left, right in pairs:
            yield _pair(kind, options, names, left, right)
        for group in hostile(options):
            for one, other in permutations(group[: options.replicas], 2):
                yield _pair(kind, options, group, {one: 1}, {other: 1}, "ID-DISTINCT")
    if not kind.is_clock and options.history:
        yield _counted(kind, options, names)
        for count in sorted({n for n in (*_HEIGHTS, options.limit or 0) if 0 < n <= (options.limit or n)}):
            yield _counted_up(kind, options, names, count)
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


def _shown(counts: Counts) -> str:
    return "{" + ", ".join(f"{shown_name(name)}: {count}" for name, count in counts.items() if count) + "}"


def _counted(kind: Kind, options: Options, names: Sequence[str]) -> Case:
    """A counter takes constructed states in; zeros in them add nothing."""
    *others, reader = names
    writer = Writer(kind, options, names)
    for message, count in (("zeros", 0), ("ones", 1)):
        writer.ask(protocol.Construct(message, {name: _slot(kind, count) for name in others}))
        writer.ask(protocol.Receive(reader, message))
        due = count * len(others)
        reason = f"{len(others)} entries of {count} sum to {due}"
        writer.ask(protocol.Value(reader), Exactly(due=due, tested=("ORD-ZERO",), reason=reason))
    return Case("constructed states with explicit zeros", writer.script())


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
