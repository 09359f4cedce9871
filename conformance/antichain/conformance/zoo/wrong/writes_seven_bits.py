"""Writes a count as one byte of seven bits."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import decode, encode, vector_clock


@wrong(breaks=("WIRE-ROUND",), history="128 events at A, through bytes", events=128, seen="hand-made varints")
def target() -> ValueTarget:
    return vector_clock(
        options={"wire": True}, encode=lambda clock: encode({r: n % 128 for r, n in clock.items()}), decode=decode
    )
