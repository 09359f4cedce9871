"""Keeps 16 bits of a hash of each id in its clock, too; two replicas that share them make their events in one row."""

from hashlib import sha256

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, larger, tick, vector_clock


@wrong(breaks=("ID-DISTINCT",), history="two ids with one hash, an event each", events=3, seen="birthdays")
def target() -> ValueTarget:
    return vector_clock(tick=tick_hashed, receive=lambda mine, theirs, r: tick_hashed(larger(mine, theirs), r))


def tick_hashed(clock: Counts, replica: str) -> Counts:
    return tick(clock, sha256(replica.encode()).hexdigest()[:4])
