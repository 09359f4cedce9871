"""Counts each receive as an update."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter, larger, tick


def receive(mine: Counts, theirs: Counts, replica: str) -> Counts:
    return tick(larger(mine, theirs), replica)


@wrong(breaks=("CNT-NEW",), history="A+1 A>m B<m", events=2)
def target() -> ValueTarget:
    return counter(receive=receive)
