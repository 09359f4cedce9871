"""Joins counts by the sign of their difference in 32 bits."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, version_vector


def later(x: int, y: int) -> int:
    return x if (x - y + 2**31) % 2**32 - 2**31 > 0 else y


def merge(x: Counts, y: Counts) -> Counts:
    return {replica: later(y.get(replica, 0), x.get(replica, 0)) for replica in x | y}


@wrong(breaks=("ORD-COHERENT",), history="{a:2^31} constructed, B<", events=2, seen="serial numbers of RFC 1982")
def target() -> ValueTarget:
    return version_vector(options={"construct": True}, construct=dict, merge=merge)
