"""Writes a question mark for each character that its encoding lacks."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter, decode, encode


def write(counts: Counts) -> bytes:
    return encode({name.encode("ascii", "replace").decode(): count for name, count in counts.items()})


@wrong(breaks=("WIRE-ROUND",), history="two names in other letters, each +1, through bytes", events=3)
def target() -> ValueTarget:
    return counter(options={"wire": True}, encode=write, decode=decode)
