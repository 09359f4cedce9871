"""Reduces each count of a constructed state to one."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter, larger


def merge(x: Counts, y: Counts) -> Counts:
    return larger(x, y)


@wrong(breaks=("CNT-UNION",), history="{a:2} constructed, B<", events=2)
def target() -> ValueTarget:
    return counter(
        options={"construct": True}, construct=lambda held: {r: 1 for r, n in held.items() if n}, merge=merge
    )
