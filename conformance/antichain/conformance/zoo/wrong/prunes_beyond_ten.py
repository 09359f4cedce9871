"""Keeps only the ten largest entries of a clock."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, larger, tick, vector_clock


def pruned(clock: Counts) -> Counts:
    return dict(sorted(clock.items(), key=lambda entry: -entry[1])[:10])


@wrong(
    breaks=("ORD-BEFORE",),
    history="eleven replicas tell one",
    events=22,
    seen="voldemort, riak_core and other stores prune clocks that grow",
)
def target() -> ValueTarget:
    return vector_clock(receive=lambda mine, theirs, replica: tick(pruned(larger(mine, theirs)), replica))
