"""Claims to write 40 bits of each count, but writes 39."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import counter, written


@wrong(breaks=("WIRE-BIG",), history="A+2^39, B takes it in through bytes", events=2, seen="a bit kept for a sign")
def target() -> ValueTarget:
    return counter(options={"wire": True, "wire_max": 2**40 - 1}, **written(lambda count: count % 2**39))
