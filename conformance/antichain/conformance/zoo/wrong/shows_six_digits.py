"""Shows the first six digits of a count, and zeros after them."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, vector_clock


def shown(clock: Counts) -> Counts:
    return {replica: int(float(f"{n:g}")) for replica, n in clock.items()}


@wrong(breaks=("ENT-EXACT",), history="{a:2^21} constructed, B<", events=2, seen="%g and streams of C++")
def target() -> ValueTarget:
    return vector_clock(options={"construct": True, "entries": True}, construct=dict, entries=shown)
