"""Leaves the latest tick of a vector clock out of its deltas."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, larger, order, tick, vector_clock

Both = tuple[Counts, Counts]


def delta(both: Both) -> tuple[Both, Both]:
    return ({r: count - 1 for r, count in both[0].items()}, {}), both


@wrong(breaks=("DLT-EQUIV",), history="A> B<A by a delta", events=3)
def target() -> ValueTarget:
    return vector_clock(
        options={"delta": "any-order"},
        new=lambda _: ({}, {}),
        tick=lambda both, replica: (tick(both[0], replica), both[1]),
        receive=lambda x, y, replica: (tick(larger(x[0], y[0]), replica), x[1]),
        compare=lambda x, y: order(x[0], y[0]),
        delta=delta,
    )
