"""Computes the digest from the names of its entries and their total, which other states share."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import counter, total


@wrong(breaks=("LIB-DIGEST",), history="A+1 B+1, each hears the other, A+1, B+1, digests of both", events=6)
def target() -> ValueTarget:
    return counter(options={"digest": True}, digest=lambda counts: f"{sorted(counts)} {total(counts)}")
