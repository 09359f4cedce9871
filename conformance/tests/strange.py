"""Implementations that are strange but right; the function's docstring says how they are strange."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any, NamedTuple

from antichain.conformance.protocol import Kind
from antichain.conformance.target import Rejected
from antichain.conformance.values import Library, Values
from antichain.conformance.zoo import delta_order_assumed

from . import wrong
from .wrong import (
    Counts,
    Signed,
    add,
    amount,
    balanced,
    claiming,
    counter,
    decode,
    encode,
    larger,
    one,
    order,
    shift,
    tick,
    total,
    vector_clock,
    version_vector,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_EXACT = 2**53 - 1
_FULL = 1000


def refuses_large_numbers() -> Values:
    """Refuses whatever a double would round."""

    def bounded(change: Callable[..., Counts]) -> Callable[..., Counts]:
        def changed(*arguments: object) -> Counts:
            counts = change(*arguments)
            if total(counts) > _EXACT:
                code = "overflow"
                raise Rejected(code)
            return counts

        return changed

    return counter(options={"max": str(_EXACT), "overflow": "reject"}, increment=bounded(add), merge=bounded(larger))


def saturates() -> Values:
    """Stops at a thousand."""

    def increment(counts: Counts, replica: str, by: object) -> Counts:
        return {r: min(count, _FULL) for r, count in add(counts, replica, by).items()}

    return counter(
        options={"max": _FULL, "overflow": "saturate", "construct": True},
        construct=dict,
        increment=increment,
        value=lambda counts: min(total(counts), _FULL),
    )


def lists_events() -> Values:
    """Keeps every single update as an event of its own, and counts them when it is read."""
    events = frozenset[tuple[str, int, int]]

    def increment(known: events, replica: str, by: object) -> events:
        return known | {(replica, len(known), amount(by))}

    return counter(
        new=lambda _: events(),
        increment=increment,
        merge=lambda x, y: x | y,
        value=lambda known: sum(by for _, _, by in known),
    )


def takes_negative_amounts() -> Values:
    """Takes an increment by less than nothing for a decrement, as it says."""

    def by(sign: int) -> Callable[[Signed, str, object], Signed]:
        def change(counts: Signed, replica: str, by: object) -> Signed:
            signed = sign * (by if isinstance(by, int) else amount(by))
            return shift(counts, replica, max(signed, 0), max(-signed, 0))

        return change

    return balanced(options={"negative": "opposite"}, increment=by(1), decrement=by(-1))


def tells_three_ways() -> Values:
    """Cannot tell equal clocks from concurrent ones."""

    def compare(x: Counts, y: Counts) -> str:
        return {"before": "before", "after": "after"}.get(order(x, y), "unordered")

    return vector_clock(options={"compare": "three-way"}, compare=compare)


def ticks_in_leaps() -> Values:
    """Ticks by as much as it knows, and one."""

    def leap(clock: Counts, replica: str) -> Counts:
        return {**clock, replica: clock.get(replica, 0) + total(clock) + 1}

    def receive(mine: Counts, theirs: Counts, replica: str) -> Counts:
        return leap(larger(mine, theirs), replica)

    options = {"step": "increasing", "entries": True}
    return vector_clock(options=options, tick=leap, receive=receive, entries=dict)


def only_orders() -> Values:
    """Knows nothing of events; it compares what it is given."""
    library = Library(new=lambda _: {}, compare=order, construct=dict)
    return one(Kind.VERSION_VECTOR, library, history=False, construct=True)


def names_are_numbers() -> Values:
    """Takes replicas by their numbers only."""

    def numbered(clock: Counts, replica: str) -> Counts:
        return tick(clock, str(int(replica)))

    return version_vector(options={"ids": "integer", "entries": True}, tick=numbered, entries=dict)


def spells_out_zeros() -> Values:
    """Holds an entry of zero for every replica of the alphabet."""
    zeros = dict.fromkeys("ABCDEFGHIJKLMNOPQRSTUVWXYZ", 0)
    return vector_clock(options={"entries": True}, new=lambda _: dict(zeros), entries=dict)


def never_writes_the_same() -> Values:
    """Adds something random to its bytes."""
    return counter(
        options={"wire": True},
        encode=lambda counts: encode({**counts, "salt": secrets.randbelow(2**32)}),
        decode=lambda data: {r: count for r, count in decode(data).items() if r != "salt"},
    )


def answers_from_a_cache() -> Values:
    """Keeps its total beside its entries, and works it out only after a change."""

    class Cached(dict[str, int]):
        sum: int | None = None

    def value(counts: Cached) -> int:
        if counts.sum is None:
            counts.sum = total(counts)
        return counts.sum

    return counter(
        new=lambda _: Cached(),
        increment=lambda counts, r, by: Cached(add(counts, r, by)),
        merge=lambda x, y: Cached(larger(x, y)),
        value=value,
    )


BYTES: dict[str, Any] = {"encode": encode, "decode": decode}
DELTA_TICKS: dict[str, Any] = {
    "tick": lambda clock, replica: {replica: clock.get(replica, 0) + 1},
    "merge": larger,
    "delta_mutators": True,
}


def deltas_are_whole_states() -> Values:
    """Sends its whole state as a delta, every time."""
    return counter(options={"delta": "any-order", "wire": True}, delta=lambda counts: (counts, counts), **BYTES)


def deltas_of_mutators() -> Values:
    """Answers every update with what it changes alone, as delta-state libraries do, and changes states in place."""

    def increment(counts: Counts, replica: str, by: object) -> Counts:
        return {replica: counts.get(replica, 0) + amount(by)}

    def merge(x: Counts, y: Counts) -> None:
        x.update(larger(x, y))

    options = {"delta": "any-order", "entries": True}
    return counter(options=options, increment=increment, merge=merge, delta_mutators=True, copy=dict, entries=dict)


def leaves_out_what_comes_after_a_gap() -> Values:
    """Takes the next delta of each sender and no other, as it says."""
    return claiming(delta_order_assumed.target(), Kind.G_COUNTER, delta="in-order")


class _Next(NamedTuple):
    sender: str
    number: int
    clock: Counts


class _Waiting(NamedTuple):
    name: str
    clock: Counts
    new: Counts
    seen: dict[str, int]
    number: int = 0
    early: tuple[_Next, ...] = ()


def holds_back_what_comes_after_a_gap() -> Values:
    """Keeps a delta that comes too early, and takes it in when those before it have come."""

    def ticked(mine: _Waiting, replica: str) -> _Waiting:
        clock = tick(mine.clock, replica)
        return mine._replace(clock=clock, new={**mine.new, replica: clock[replica]})

    def delta(mine: _Waiting) -> tuple[_Next, _Waiting]:
        return _Next(mine.name, mine.number + 1, mine.new), mine._replace(new={}, number=mine.number + 1)

    def merge(mine: _Waiting, theirs: Any) -> _Waiting:  # noqa: ANN401 — a state or a delta
        if isinstance(theirs, _Waiting):
            return mine._replace(clock=larger(mine.clock, theirs.clock))
        early = [*mine.early, theirs]
        clock, seen = mine.clock, dict(mine.seen)
        while ready := [d for d in early if d.number <= seen.get(d.sender, 0) + 1]:
            for now in ready:
                early.remove(now)
                seen[now.sender] = max(now.number, seen.get(now.sender, 0))
                clock = larger(clock, now.clock)
        return mine._replace(clock=clock, early=tuple(early), seen=seen)

    library = Library(
        new=lambda replica: _Waiting(replica, {}, {}, {}),
        tick=ticked,
        merge=merge,
        delta=delta,
        compare=lambda x, y: order(x.clock, y.clock),
    )
    return one(Kind.VERSION_VECTOR, library, delta="in-order")


def sends_own_entries_only() -> Values:
    """Is a vector clock that sends no more than how far it has come itself."""
    return vector_clock(options={"delta": "any-order", "entries": True}, entries=dict, **DELTA_TICKS)


def sends_nothing_when_nothing_changed() -> Values:
    """Sends None where a delta would be empty."""

    def delta(both: tuple[Counts, Counts]) -> tuple[Counts | None, tuple[Counts, Counts]]:
        counts, new = both
        return new or None, (counts, {})

    def increment(both: tuple[Counts, Counts], replica: str, by: object) -> tuple[Counts, Counts]:
        counts = add(both[0], replica, by)
        return counts, {**both[1], replica: counts[replica]}

    def merge(both: tuple[Counts, Counts], theirs: Any) -> tuple[Counts, Counts]:  # noqa: ANN401 — a state or a delta
        heard = theirs[0] if isinstance(theirs, tuple) else theirs or {}
        return larger(both[0], heard), both[1]

    return counter(
        options={"delta": "any-order"},
        new=lambda _: ({}, {}),
        increment=increment,
        merge=merge,
        value=lambda both: total(both[0]),
        delta=delta,
    )


def orders_by_entries_alone() -> Values:
    """Cannot compare; it shows what it holds."""
    return vector_clock(options={"compare": "none", "entries": True}, entries=dict)


def counts_halves() -> Values:
    """Counts in fractions, as it says."""

    def increment(counts: dict[str, float], replica: str, by: float) -> dict[str, float]:
        by = by if isinstance(by, float) else amount(by)
        return {**counts, replica: counts.get(replica, 0) + by}

    return counter(options={"fractions": "accept"}, increment=increment)


def wants_each_sender_in_order() -> Values:
    """Takes over whatever its only peer says, so that old news must not come late."""
    return claiming(wrong.believes_in_order(), Kind.G_COUNTER, channel="fifo", replicas=2)


def wants_each_message_once() -> Values:
    """Refuses to hear the same twice."""
    return claiming(wrong.fails_at_repetition(), Kind.G_COUNTER, channel="fifo-once")


def has_two_slots() -> Values:
    """Has room for two replicas, whoever they are."""
    return claiming(wrong.has_room_for_two(), Kind.G_COUNTER, replicas=2, entries=True)


def constructs_and_refuses() -> Values:
    """Refuses what is beyond a thousand, also where it is told at once."""

    def bounded(counts: Counts) -> Counts:
        if total(counts) > _FULL:
            code = "overflow"
            raise Rejected(code)
        return counts

    return counter(
        options={"max": _FULL, "overflow": "reject", "construct": True},
        increment=lambda *arguments: bounded(add(*arguments)),
        merge=lambda x, y: bounded(larger(x, y)),
        construct=dict,
    )
