"""Ticks when a version vector merges a state."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, larger, tick, version_vector


def receive(mine: Counts, theirs: Counts, replica: str) -> Counts:
    return tick(larger(mine, theirs), replica)


@wrong(breaks=("SYNC-QUIET", "ORD-LEAST"), history="A. B<A", events=2)
def target() -> ValueTarget:
    return version_vector(receive=receive)
