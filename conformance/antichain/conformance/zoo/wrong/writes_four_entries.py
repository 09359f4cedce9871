"""Writes at most four entries, and drops the others."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import counter, decode, encode


@wrong(breaks=("WIRE-ROUND",), history="five replicas tell one, through bytes", events=14, seen="fixed-size headers")
def target() -> ValueTarget:
    return counter(
        options={"wire": True}, encode=lambda counts: encode(dict(sorted(counts.items())[:4])), decode=decode
    )
