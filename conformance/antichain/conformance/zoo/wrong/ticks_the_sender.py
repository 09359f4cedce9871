"""Ticks the sender's entry instead of its own at a receive."""

from typing import NamedTuple

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, larger, order, tick, vector_clock


class Known(NamedTuple):
    name: str
    clock: Counts


@wrong(breaks=("ORD-CONCURRENT",), history="A> B<A A.", events=3)
def target() -> ValueTarget:
    return vector_clock(
        new=lambda replica: Known(replica, {}),
        tick=lambda known, replica: known._replace(clock=tick(known.clock, replica)),
        receive=lambda mine, theirs, _: mine._replace(clock=tick(larger(mine.clock, theirs.clock), theirs.name)),
        compare=lambda x, y: order(x.clock, y.clock),
    )
