"""Cuts the counts of a constructed state to 32 bits."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import counter


@wrong(breaks=("CNT-BIG",), history="{a:2^32} constructed, B<", events=2)
def target() -> ValueTarget:
    return counter(options={"construct": True}, construct=lambda made: {r: count % 2**32 for r, count in made.items()})
