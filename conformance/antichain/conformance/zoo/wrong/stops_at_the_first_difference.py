"""Compares only the first entry that differs."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, version_vector


def compare(x: Counts, y: Counts) -> str:
    for replica in sorted(x | y):
        mine, theirs = x.get(replica, 0), y.get(replica, 0)
        if mine != theirs:
            return "before" if mine < theirs else "after"
    return "equal"


@wrong(breaks=("ORD-CONCURRENT",), history="{a:1} ? {b:1}", events=2, seen="DistributedClocks/GoVector #62")
def target() -> ValueTarget:
    return version_vector(compare=compare)
