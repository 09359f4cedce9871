"""Ticks when its clock is read."""

from typing import NamedTuple

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, larger, order, tick, version_vector


class Named(NamedTuple):
    name: str
    counts: Counts


def stamped(clock: Named) -> Named:
    clock.counts.update(tick(clock.counts, clock.name))
    return clock._replace(counts=dict(clock.counts))


@wrong(breaks=("MSG-PURE",), history="A. stamped twice", events=1)
def target() -> ValueTarget:
    return version_vector(
        new=lambda replica: Named(replica, {}),
        tick=lambda clock, replica: clock._replace(counts=tick(clock.counts, replica)),
        merge=lambda x, y: x._replace(counts=larger(x.counts, y.counts)),
        compare=lambda x, y: order(x.counts, y.counts),
        copy=stamped,
    )
