"""Takes its own entry from each message that it receives, from the seventeenth receive on."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter, larger, total

RECEIVES = " receives"


def merge(mine: Counts, theirs: Counts) -> Counts:
    received = mine.get(RECEIVES, 0) + 1
    joined = larger(mine, {name: count for name, count in theirs.items() if name != RECEIVES})
    if received > 16 and (own := next((name for name in mine if name != RECEIVES), None)) in theirs:
        joined[own] = theirs[own]
    return {**joined, RECEIVES: received}


@wrong(
    breaks=("CNT-STALE",),
    history="A+1 A>m A+1, seventeen times A<m",
    events=19,
    seen="compactions after some number of merges",
)
def target() -> ValueTarget:
    return counter(merge=merge, value=lambda counts: total(counts) - counts.get(RECEIVES, 0))
