"""Writes the first fourteen digits of a count, and zeros after them."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import vector_clock, written


@wrong(breaks=("WIRE-ROUND",), history="{a:2^49-1} through bytes", events=1, seen="%.14g, by which Lua wrote numbers")
def target() -> ValueTarget:
    return vector_clock(
        options={"construct": True, "wire": True}, construct=dict, **written(lambda n: int(float(f"{n:.14g}")))
    )
