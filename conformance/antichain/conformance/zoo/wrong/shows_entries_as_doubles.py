"""Keeps exact counts, but shows them as doubles."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, version_vector


def shown(clock: Counts) -> Counts:
    return {replica: int(float(n)) for replica, n in clock.items()}


@wrong(breaks=("ENT-EXACT",), history="{a:2^53+1} constructed, B<", events=2, seen="toJSON of a BigInt by Number()")
def target() -> ValueTarget:
    return version_vector(options={"construct": True, "entries": True}, construct=dict, entries=shown)
