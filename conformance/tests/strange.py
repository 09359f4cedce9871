"""Implementations that are strange but right; the function's docstring says how they are strange."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from antichain.conformance.protocol import Kind
from antichain.conformance.target import Rejected
from antichain.conformance.values import Library, Values

from .wrong import (
    Counts,
    Signed,
    add,
    amount,
    balanced,
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
        options={"max": _FULL, "overflow": "saturate"},
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
