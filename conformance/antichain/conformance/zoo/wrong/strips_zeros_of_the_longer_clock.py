"""Drops zero entries of the longer clock only, before it compares two clocks."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, version_vector, within


def compare(x: Counts, y: Counts) -> str:
    if len(x) >= len(y):
        x = {replica: n for replica, n in x.items() if n}
    else:
        y = {replica: n for replica, n in y.items() if n}
    known = x.keys() <= y.keys() and within(x, y), y.keys() <= x.keys() and within(y, x)
    return {(True, True): "equal", (True, False): "before", (False, True): "after"}.get(known, "concurrent")


@wrong(breaks=("ORD-ZERO",), history="{a:0} ? {b:0}", events=2, seen="maps that are cut to a common size first")
def target() -> ValueTarget:
    return version_vector(options={"construct": True}, construct=dict, compare=compare)
