"""Ignores an entry that is 2^32 or more ahead of its own."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, larger, tick, vector_clock


def receive(mine: Counts, theirs: Counts, replica: str) -> Counts:
    return tick(larger(mine, {name: n for name, n in theirs.items() if n - mine.get(name, 0) < 2**32}), replica)


@wrong(
    breaks=("ORD-BEFORE", "RECV-TICK"),
    history="{a:2^32} constructed, B<",
    events=2,
    seen="guards against poisoned clocks",
)
def target() -> ValueTarget:
    return vector_clock(options={"construct": True}, construct=dict, receive=receive)
