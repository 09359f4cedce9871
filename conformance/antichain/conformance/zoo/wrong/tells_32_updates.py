"""Tells others of its first 32 updates only, when it tells its state."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, larger, version_vector


def merge(mine: Counts, theirs: Counts) -> Counts:
    return larger(mine, {name: min(count, 32) for name, count in theirs.items()})


@wrong(breaks=("ORD-BEFORE",), history="33 events at A, A>m B<m", events=34, seen="windows of a fixed size")
def target() -> ValueTarget:
    return version_vector(merge=merge)
