"""Reads the counts of other replicas, but not its own count."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import add, counter, larger, total


@wrong(breaks=("CNT-OWN",), history="A+1", events=1)
def target() -> ValueTarget:
    return counter(
        new=lambda replica: (replica, {}),
        increment=lambda mine, replica, by: (mine[0], add(mine[1], replica, by)),
        merge=lambda mine, theirs: (mine[0], larger(mine[1], theirs[1])),
        value=lambda mine: total(mine[1]) - mine[1].get(mine[0], 0),
    )
