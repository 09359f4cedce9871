"""Writes increments, but no decrements."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import balanced, decode, encode


@wrong(breaks=("WIRE-ROUND",), history="A-1 A>m B<m through bytes", events=2)
def target() -> ValueTarget:
    return balanced(
        options={"wire": True},
        encode=lambda counts: encode({r: p for r, (p, _) in counts.items()}),
        decode=lambda data: {r: (p, 0) for r, p in decode(data).items()},
    )
