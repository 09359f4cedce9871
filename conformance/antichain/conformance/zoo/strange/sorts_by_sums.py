"""Sorts clocks by their sums, then by their entries: an order that extends happened-before."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, total, vector_clock


@right
def target() -> ValueTarget:
    def sort(clocks: list[Counts]) -> list[Counts]:
        return sorted(clocks, key=lambda clock: (total(clock), sorted(clock.items())))

    return vector_clock(options={"sort": True, "construct": True}, sort=sort, construct=dict)
