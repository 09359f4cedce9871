"""Compares two counts as doubles in a join, and keeps the first if the doubles are equal."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, version_vector


def merge(x: Counts, y: Counts) -> Counts:
    return {replica: max(x.get(replica, 0), y.get(replica, 0), key=float) for replica in x | y}


@wrong(
    breaks=("ORD-COHERENT",),
    history="{a:2^53,b:2^53+1} and {a:2^53+1,b:2^53} constructed, C<, C<, ? {both}",
    events=5,
    seen="scores of sorted sets, which are doubles",
)
def target() -> ValueTarget:
    return version_vector(options={"construct": True}, construct=dict, merge=merge)
