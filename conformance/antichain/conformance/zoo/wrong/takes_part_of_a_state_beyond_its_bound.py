"""Refuses a state beyond its bound, but has then taken over those entries that fitted."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, amount, counter, total

BOUND = 1000


def bounded(counts: Counts, by: int) -> None:
    if total(counts) + by > BOUND:
        code = "overflow"
        raise Rejected(code)


def increment(counts: Counts, replica: str, by: object) -> None:
    bounded(counts, amount(by))
    counts[replica] = counts.get(replica, 0) + amount(by)


def merge(mine: Counts, theirs: Counts) -> None:
    for replica, count in theirs.items():
        bounded(mine, max(0, count - mine.get(replica, 0)))
        mine[replica] = max(mine.get(replica, 0), count)


@wrong(
    breaks=("CNT-BIG",),
    history="A+334 C+334, A hears C, B+334, B hears A",
    events=5,
    seen="merges in place that fail half-way",
)
def target() -> ValueTarget:
    options = {"max": BOUND, "overflow": "reject"}
    return counter(options=options, increment=increment, merge=merge, copy=dict)
