"""Reads only 16 bits of each entry of a received clock."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, larger, tick, vector_clock


def receive(mine: Counts, theirs: Counts, replica: str) -> Counts:
    return tick(larger(mine, {name: n % 2**16 for name, n in theirs.items()}), replica)


@wrong(breaks=("ORD-BEFORE", "RECV-TICK"), history="{a:2^16} constructed, B<", events=2, seen="headers of packets")
def target() -> ValueTarget:
    return vector_clock(options={"construct": True}, construct=dict, receive=receive)
