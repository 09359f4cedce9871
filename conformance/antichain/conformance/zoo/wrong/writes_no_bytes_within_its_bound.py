"""Claims bytes for counts of up to 255, but refuses to write counts above 99."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter, decode, encode


def write(counts: Counts) -> bytes:
    if max(counts.values(), default=0) > 99:
        message = "two digits"
        raise ValueError(message)
    return encode(counts)


@wrong(breaks=("ANS-OK",), history="A+127, through bytes", events=1, seen="fields of two digits")
def target() -> ValueTarget:
    return counter(options={"wire": True, "wire_max": 255}, encode=write, decode=decode)
