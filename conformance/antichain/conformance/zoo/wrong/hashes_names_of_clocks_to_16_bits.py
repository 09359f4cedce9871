"""Identifies a replica of a clock by a 16-bit hash; two replicas that share one share their events."""

from hashlib import sha256

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, larger, tick, vector_clock


@wrong(breaks=("ID-DISTINCT",), history="two ids with one hash, an event each", events=3, seen="birthdays")
def target() -> ValueTarget:
    return vector_clock(tick=tick_hashed, receive=lambda mine, theirs, r: tick_hashed(larger(mine, theirs), r))


def tick_hashed(clock: Counts, replica: str) -> Counts:
    return tick(clock, sha256(replica.encode()).hexdigest()[:4])
