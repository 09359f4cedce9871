"""Treats an entry of zero as different from a missing entry."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, order, version_vector


def compare(x: Counts, y: Counts) -> str:
    if x == y:
        return "equal"
    return "concurrent" if order(x, y) == "equal" else order(x, y)


@wrong(breaks=("ORD-ZERO",), history="{a:0} ? {}", events=2, seen="hetu-project/Setu #39; GoVector")
def target() -> ValueTarget:
    return version_vector(options={"construct": True}, compare=compare, construct=dict)
