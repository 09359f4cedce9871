"""Removes an entry when it merges a zero for it."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter, larger


def merge(x: Counts, y: Counts) -> Counts:
    removed = {replica for replica, n in y.items() if n == 0}
    return {replica: n for replica, n in larger(x, y).items() if replica not in removed}


@wrong(
    breaks=("ORD-ZERO",), history="{a:1} and {a:0} constructed, B<, B<", events=4, seen="a count of 0 as a tombstone"
)
def target() -> ValueTarget:
    return counter(options={"construct": True}, construct=dict, merge=merge)
