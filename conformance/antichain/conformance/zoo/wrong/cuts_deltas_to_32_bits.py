"""Sends exact states, but cuts the counts of deltas to 32 bits."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import by_deltas


@wrong(breaks=("CNT-BIG",), history="A+2^32, B takes the delta in", events=2, seen="compact deltas beside full states")
def target() -> ValueTarget:
    return by_deltas(
        delta=lambda mine: ({replica: n % 2**32 for replica, n in mine.new.items()}, mine._replace(new={}))
    )
