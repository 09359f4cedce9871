"""Ticks by the sum of its entries and one."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, larger, total, vector_clock


def leap(clock: Counts, replica: str) -> Counts:
    return {**clock, replica: clock.get(replica, 0) + total(clock) + 1}


def receive(mine: Counts, theirs: Counts, replica: str) -> Counts:
    return leap(larger(mine, theirs), replica)


@right
def target() -> ValueTarget:
    options = {"step": "increasing", "entries": True}
    return vector_clock(options=options, tick=leap, receive=receive, entries=dict)
