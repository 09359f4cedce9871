"""Drops the unsent ticks of a version vector when it receives a message."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, larger, order, tick, version_vector

Both = tuple[Counts, Counts]


def ticked(both: Both, replica: str) -> Both:
    clock = tick(both[0], replica)
    return clock, {**both[1], replica: clock[replica]}


@wrong(breaks=("DLT-OWN",), history="A. B. B<A, B sends a delta", events=5, seen="apple/swift-distributed-actors #210")
def target() -> ValueTarget:
    return version_vector(
        options={"delta": "any-order"},
        new=lambda _: ({}, {}),
        tick=ticked,
        merge=lambda x, y: (larger(x[0], y[0]), {}),
        compare=lambda x, y: order(x[0], y[0]),
        delta=lambda both: ((both[1], {}), (both[0], {})),
    )
