"""Acknowledges all deltas before the latest one, so a late delta is dropped as old.

Seen in akka #22188: an increment and a decrement travel as two deltas, the first is lost, and the second acknowledged.
"""

from __future__ import annotations

from typing import NamedTuple

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import wrong

_Slots = dict[tuple[str, int], int]


class _Delta(NamedTuple):
    sender: str
    number: int
    slots: _Slots


class _Counter(NamedTuple):
    name: str
    slots: _Slots
    new: _Slots
    number: int
    seen: dict[str, int]


def _count(mine: _Counter, by: object, sign: int) -> _Counter:
    if not isinstance(by, int):
        code = "not-an-integer"
        raise Rejected(code)
    if by < 0:
        code = "negative"
        raise Rejected(code)
    changed = {(mine.name, sign): mine.slots.get((mine.name, sign), 0) + by}
    return mine._replace(slots=mine.slots | changed, new=mine.new | changed)


def _larger(x: _Slots, y: _Slots) -> _Slots:
    return {slot: max(x.get(slot, 0), y.get(slot, 0)) for slot in x | y}


def _delta(mine: _Counter) -> tuple[_Delta, _Counter]:
    if not mine.new:
        return _Delta(mine.name, 0, {}), mine
    number = mine.number + 1
    return _Delta(mine.name, number, mine.new), mine._replace(new={}, number=number)


def _hear(mine: _Counter, theirs: _Counter | _Delta) -> _Counter:
    if isinstance(theirs, _Delta):
        if theirs.number <= mine.seen.get(theirs.sender, 0):
            return mine
        mine = mine._replace(seen=mine.seen | {theirs.sender: theirs.number})
    return mine._replace(slots=_larger(mine.slots, theirs.slots))


@wrong(breaks=("DLT-GAP",), history="A+1 A-1, the first delta lost", events=5, seen="akka #22188")
def target() -> ValueTarget:
    library = Library(
        new=lambda replica: _Counter(replica, {}, {}, 0, {}),
        increment=lambda mine, _, by: _count(mine, by, 1),
        decrement=lambda mine, _, by: _count(mine, by, -1),
        merge=_hear,
        value=lambda mine: sum(sign * count for (_, sign), count in mine.slots.items()),
        delta=_delta,
    )
    kinds = {Kind.PN_COUNTER: Options(delta="any-order")}
    return ValueTarget(Hello(name="acknowledges the largest number", kinds=kinds), {Kind.PN_COUNTER: library})
