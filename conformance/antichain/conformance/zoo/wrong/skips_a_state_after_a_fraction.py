"""Skips the next state after it has refused a fraction."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, amount, counter, total

REFUSED = " refused"


def increment(counts: Counts, replica: str, by: object) -> None:
    try:
        counts[replica] = counts.get(replica, 0) + amount(by)
    except Rejected:
        if isinstance(by, float):
            counts[REFUSED] = 0
        raise


def merge(mine: Counts, theirs: Counts) -> None:
    if mine.pop(REFUSED, None) is None:
        for replica, count in theirs.items():
            mine[replica] = max(mine.get(replica, 0), count)


@wrong(breaks=("CNT-INTEGER",), history="A+0.5 is refused, B+1 B>m A<m", events=3, seen="flags of a failed request")
def target() -> ValueTarget:
    return counter(increment=increment, merge=merge, value=total, copy=dict)
