"""Writes a count as one byte of seven bits."""

from antichain.conformance.values import Values
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import decode, encode, vector_clock


@wrong(breaks=("WIRE-ROUND",), history="128 events at A, through bytes", events=128, seen="hand-made varints")
def target() -> Values:
    return vector_clock(
        options={"wire": True}, encode=lambda clock: encode({r: n % 128 for r, n in clock.items()}), decode=decode
    )
