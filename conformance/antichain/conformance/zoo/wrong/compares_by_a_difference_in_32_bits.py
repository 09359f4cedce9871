"""Compares counts by the sign of their difference in 32 bits."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, version_vector


def compare(x: Counts, y: Counts) -> str:
    signs = [(x.get(replica, 0) - y.get(replica, 0) + 2**31) % 2**32 - 2**31 for replica in x | y]
    known = all(sign <= 0 for sign in signs), all(sign >= 0 for sign in signs)
    return {(True, True): "equal", (True, False): "before", (False, True): "after"}.get(known, "concurrent")


@wrong(breaks=("ORD-CONCURRENT",), history="{a:2^31} ? {b:2^31}", events=2, seen="comparators that return x - y")
def target() -> ValueTarget:
    return version_vector(options={"construct": True}, construct=dict, compare=compare)
