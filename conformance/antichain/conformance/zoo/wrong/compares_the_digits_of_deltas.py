"""Reads large counts of deltas as text, and merges two texts by their alphabetical order."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, Pending, by_deltas, take


def later(x: int, y: int) -> int:
    return max(x, y, key=str) if min(x, y) > 2**53 else max(x, y)


def merge(mine: Pending, theirs: Pending | Counts) -> Pending:
    if isinstance(theirs, Pending):
        return take(mine, theirs)
    counts = {replica: later(mine.counts.get(replica, 0), theirs.get(replica, 0)) for replica in mine.counts | theirs}
    return mine._replace(counts=counts)


@wrong(
    breaks=("CNT-BIG",),
    history="A+(2^53+1) A+(2^53+3), B takes two deltas in",
    events=4,
    seen="numbers beyond 2^53 that travel as strings",
)
def target() -> ValueTarget:
    return by_deltas(merge=merge)
