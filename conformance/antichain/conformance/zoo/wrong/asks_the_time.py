"""Compares the times of the last change together with the entries of two clocks.

Two stamps of one event are equal; a sync without new updates makes a stamp that is later.
"""

from itertools import count
from typing import NamedTuple

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, larger, order, tick, version_vector


class Timed(NamedTuple):
    clock: Counts
    time: int


def compare(x: Timed, y: Timed) -> str:
    return order({**x.clock, "time": x.time}, {**y.clock, "time": y.time})


@wrong(
    breaks=("SYNC-QUIET", "ORD-EQUAL"),
    history="A. B<A",
    events=2,
    seen="riak_core: entries carry timestamps, and descends looks at them",
)
def target() -> ValueTarget:
    seconds = count(1)
    return version_vector(
        new=lambda _: Timed({}, 0),
        tick=lambda mine, replica: Timed(tick(mine.clock, replica), next(seconds)),
        merge=lambda mine, theirs: Timed(larger(mine.clock, theirs.clock), next(seconds)),
        compare=compare,
    )
