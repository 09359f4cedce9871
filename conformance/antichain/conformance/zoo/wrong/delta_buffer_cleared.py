"""Drops its unsent delta when it merges a message.

An immutable state keeps its delta beside its entries, and a merge makes a new state without a delta.
"""

from __future__ import annotations

from typing import NamedTuple

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import wrong


class _Counter(NamedTuple):
    counts: dict[str, int]
    new: dict[str, int]


def _increment(mine: _Counter, replica: str, by: object) -> _Counter:
    if not isinstance(by, int):
        code = "not-an-integer"
        raise Rejected(code)
    if by < 0:
        code = "negative"
        raise Rejected(code)
    changed = {replica: mine.counts.get(replica, 0) + by}
    return _Counter(mine.counts | changed, mine.new | changed)


def _merge(mine: _Counter, theirs: _Counter) -> _Counter:
    replicas = mine.counts | theirs.counts
    return _Counter({r: max(mine.counts.get(r, 0), theirs.counts.get(r, 0)) for r in replicas}, {})


@wrong(
    breaks=("DLT-OWN",), history="A+1 B+1 B<A, B sends a delta", events=5, seen="apple/swift-distributed-actors #210"
)
def target() -> ValueTarget:
    library = Library(
        new=lambda _: _Counter({}, {}),
        increment=_increment,
        merge=_merge,
        value=lambda mine: sum(mine.counts.values()),
        delta=lambda mine: (_Counter(mine.new, {}), mine._replace(new={})),
    )
    kinds = {Kind.G_COUNTER: Options(delta="any-order")}
    return ValueTarget(Hello(name="clears its delta", kinds=kinds), {Kind.G_COUNTER: library})
