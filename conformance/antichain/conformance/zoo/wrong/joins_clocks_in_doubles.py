"""Joins clocks in doubles, but compares and ticks them in integers."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, version_vector


def merge(x: Counts, y: Counts) -> Counts:
    return {replica: int(max(float(x.get(replica, 0)), float(y.get(replica, 0)))) for replica in x | y}


@wrong(breaks=("ORD-COHERENT",), history="{a:2^53+1} constructed, B<", events=2, seen="arrays of floats as clocks")
def target() -> ValueTarget:
    return version_vector(options={"construct": True}, construct=dict, merge=merge)
