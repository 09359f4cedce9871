"""Sends the amount of an update as its delta instead of the new count of the replica.

The deltas are merged by maximum, so of two deltas of one replica only the larger counts.
"""

from __future__ import annotations

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import wrong


class _Counter(dict[str, int]):
    """What each replica counted, and what of it is new."""

    new: dict[str, int] | None = None


def _increment(mine: _Counter, replica: str, by: object) -> _Counter:
    if not isinstance(by, int):
        code = "not-an-integer"
        raise Rejected(code)
    if by < 0:
        code = "negative"
        raise Rejected(code)
    after = _Counter({**mine, replica: mine.get(replica, 0) + by})
    after.new = _larger(mine.new or {}, {replica: by})
    return after


def _larger(x: dict[str, int], y: dict[str, int]) -> dict[str, int]:
    return {replica: max(x.get(replica, 0), y.get(replica, 0)) for replica in x | y}


def _hear(mine: _Counter, theirs: dict[str, int]) -> _Counter:
    after = _Counter(_larger(mine, theirs))
    after.new = mine.new
    return after


@wrong(breaks=("DLT-EQUIV",), history="A+1 A+1, two deltas", events=5)
def target() -> ValueTarget:
    library = Library(
        new=lambda _: _Counter(),
        increment=_increment,
        merge=_hear,
        value=lambda mine: sum(mine.values()),
        delta=lambda mine: (mine.new or {}, _Counter(mine)),
    )
    kinds = {Kind.G_COUNTER: Options(delta="any-order")}
    return ValueTarget(Hello(name="sends the amount", kinds=kinds), {Kind.G_COUNTER: library})
