"""Computes the digest from its total, which states with other updates share."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import counter, total


@wrong(breaks=("LIB-DIGEST",), history="A+1 B+1, digests of A and B", events=2)
def target() -> ValueTarget:
    return counter(options={"digest": True}, digest=lambda counts: str(total(counts)))
