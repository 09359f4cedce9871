"""Keeps exact counts, but shows only 32 bits of each."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Signed, balanced


def shown(counts: Signed) -> Signed:
    return {replica: (p % 2**32, n % 2**32) for replica, (p, n) in counts.items()}


@wrong(breaks=("ENT-EXACT",), history="{a:2^32} constructed, B<", events=2, seen="getters that return an int")
def target() -> ValueTarget:
    return balanced(options={"construct": True, "entries": True}, construct=dict, entries=shown)
