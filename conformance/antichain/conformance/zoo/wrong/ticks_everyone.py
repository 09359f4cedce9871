"""Raises every entry that it knows at each tick."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import tick, version_vector


@wrong(breaks=("ENT-EXACT", "ORD-CONCURRENT"), history="A. B<A B.", events=3)
def target() -> ValueTarget:
    return version_vector(
        options={"entries": True},
        tick=lambda clock, r: tick({s: n + (s != r) for s, n in clock.items()}, r),
        entries=dict,
    )
