"""Keeps 32 bits of the number in an id, although the pattern of ids has twelve digits."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(
    breaks=("ID-DISTINCT",), history="ids 1 and 2^32 + 1, each +1, one tells the other", events=3, seen="ids in 32 bits"
)
def target() -> ValueTarget:
    return renamed_counter(lambda name: str(int(name[5:]) % 2**32), ids="pattern", ids_pattern="node-############")
