"""Compares only the entries of the left clock, and treats missing ones as equal."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, version_vector


def compare(x: Counts, y: Counts) -> str:
    less = any(x[r] < y.get(r, 0) for r in x)
    more = any(x[r] > y.get(r, 0) for r in x)
    return {(False, False): "equal", (True, False): "before", (False, True): "after"}.get((less, more), "concurrent")


@wrong(
    breaks=("ORD-BEFORE", "ORD-MIRROR"),
    history="{a:1} ? {a:1,b:1}",
    events=2,
    seen="apple/swift-distributed-actors #1053",
)
def target() -> ValueTarget:
    return version_vector(options={"construct": True}, compare=compare, construct=dict)
