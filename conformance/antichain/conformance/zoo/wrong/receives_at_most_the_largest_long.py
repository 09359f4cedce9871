"""Cuts each received entry to the largest number of 63 bits."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, larger, tick, vector_clock


def receive(mine: Counts, theirs: Counts, replica: str) -> Counts:
    return tick(larger(mine, {name: min(n, 2**63 - 1) for name, n in theirs.items()}), replica)


@wrong(
    breaks=("ORD-BEFORE", "RECV-TICK"),
    history="{a:2^63} constructed, B<",
    events=2,
    seen="saturating casts from u64 to i64",
)
def target() -> ValueTarget:
    return vector_clock(options={"construct": True}, construct=dict, receive=receive)
