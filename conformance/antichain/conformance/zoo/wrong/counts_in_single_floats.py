"""Claims that its counts are doubles, but keeps floats of 32 bits."""

from struct import pack, unpack

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, add, counter


def increment(counts: Counts, replica: str, by: object) -> Counts:
    return {name: int(unpack("f", pack("f", count))[0]) for name, count in add(counts, replica, by).items()}


@wrong(breaks=("CNT-BIG",), history="A+(2^31-1)", events=1, seen="Float32Array")
def target() -> ValueTarget:
    return counter(options={"max": str(2**53), "overflow": "unspecified"}, increment=increment)
