"""Identifies a replica of a counter by a 16-bit hash; two of some hundred replicas probably share one."""

from hashlib import sha256

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(breaks=("ID-DISTINCT",), history="two ids with one hash, each +1, merge", events=3, seen="birthdays")
def target() -> ValueTarget:
    return renamed_counter(lambda name: sha256(name.encode()).hexdigest()[:4])
