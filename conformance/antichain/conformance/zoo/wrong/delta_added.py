"""Adds the amount of a delta at each arrival, so a repeated delta counts twice.

Seen in defradb #5135 and #4936: a delta is the amount to add, and a repeated delta is added again.
"""

from __future__ import annotations

from typing import NamedTuple

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import wrong


class _Delta(NamedTuple):
    sender: str
    amount: int


class _Counter(NamedTuple):
    name: str
    counts: dict[str, int]
    new: int


def _increment(mine: _Counter, replica: str, by: object) -> _Counter:
    if not isinstance(by, int):
        code = "not-an-integer"
        raise Rejected(code)
    if by < 0:
        code = "negative"
        raise Rejected(code)
    return mine._replace(counts=_plus(mine.counts, replica, by), new=mine.new + by)


def _plus(counts: dict[str, int], replica: str, by: int) -> dict[str, int]:
    return {**counts, replica: counts.get(replica, 0) + by}


def _hear(mine: _Counter, theirs: _Counter | _Delta) -> _Counter:
    if isinstance(theirs, _Delta):
        if theirs.sender == mine.name:
            return mine
        return mine._replace(counts=_plus(mine.counts, theirs.sender, theirs.amount))
    replicas = mine.counts | theirs.counts
    return mine._replace(counts={r: max(mine.counts.get(r, 0), theirs.counts.get(r, 0)) for r in replicas})


@wrong(
    breaks=("DLT-AGAIN",),
    history="A+1, a delta, B receives it twice",
    events=4,
    seen="sourcenetwork/defradb #5135, #4936",
)
def target() -> ValueTarget:
    library = Library(
        new=lambda replica: _Counter(replica, {}, 0),
        increment=_increment,
        merge=_hear,
        value=lambda mine: sum(mine.counts.values()),
        delta=lambda mine: (_Delta(mine.name, mine.new), mine._replace(new=0)),
    )
    kinds = {Kind.G_COUNTER: Options(delta="any-order")}
    return ValueTarget(Hello(name="adds every delta", kinds=kinds), {Kind.G_COUNTER: library})
