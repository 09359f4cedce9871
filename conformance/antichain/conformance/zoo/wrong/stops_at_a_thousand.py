"""Counts up to 1000 events of a replica, and ignores more."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, tick, version_vector

MOST = 1000


def tick_below(clock: Counts, replica: str) -> Counts:
    return tick(clock, replica) if clock.get(replica, 0) < MOST else clock


@wrong(breaks=("TICK-STRICT",), history="A. 1001 times", events=1001, seen="bounded counts that saturate silently")
def target() -> ValueTarget:
    return version_vector(tick=tick_below)
