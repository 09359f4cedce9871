"""Claims deltas in any order, but loses a delta that arrives after a later one.

It is right on a network that keeps the order; on any other, a delta that arrives after a later one is lost.
"""

from __future__ import annotations

from typing import NamedTuple

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import wrong


class _Delta(NamedTuple):
    sender: str
    number: int
    counts: dict[str, int]


class _Counter(NamedTuple):
    name: str
    counts: dict[str, int]
    new: dict[str, int]
    number: int
    seen: dict[str, int]


def _increment(mine: _Counter, replica: str, by: object) -> _Counter:
    if not isinstance(by, int):
        code = "not-an-integer"
        raise Rejected(code)
    if by < 0:
        code = "negative"
        raise Rejected(code)
    changed = {replica: mine.counts.get(replica, 0) + by}
    return mine._replace(counts=mine.counts | changed, new=mine.new | changed)


def _delta(mine: _Counter) -> tuple[_Delta, _Counter]:
    number = mine.number + 1
    return _Delta(mine.name, number, mine.new), mine._replace(new={}, number=number)


def _hear(mine: _Counter, theirs: _Counter | _Delta) -> _Counter:
    if isinstance(theirs, _Delta):
        if theirs.number != mine.seen.get(theirs.sender, 0) + 1:
            return mine
        mine = mine._replace(seen=mine.seen | {theirs.sender: theirs.number})
    replicas = mine.counts | theirs.counts
    return mine._replace(counts={r: max(mine.counts.get(r, 0), theirs.counts.get(r, 0)) for r in replicas})


@wrong(breaks=("DLT-GAP",), history="A+1 A+1, the second delta comes first", events=5)
def target() -> ValueTarget:
    library = Library(
        new=lambda replica: _Counter(replica, {}, {}, 0, {}),
        increment=_increment,
        merge=_hear,
        value=lambda mine: sum(mine.counts.values()),
        delta=_delta,
    )
    kinds = {Kind.G_COUNTER: Options(delta="any-order")}
    return ValueTarget(Hello(name="assumes the order", kinds=kinds), {Kind.G_COUNTER: library})
