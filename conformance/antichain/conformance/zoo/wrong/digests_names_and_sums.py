"""Computes the digest from its names, the sum of all increments and the sum of all decrements."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Signed, balanced


def digest(counts: Signed) -> str:
    added, taken = (sum(pair[part] for pair in counts.values()) for part in (0, 1))
    return f"{sorted(counts)} {added} {taken}"


@wrong(breaks=("LIB-DIGEST",), history="A+1 B+1, each hears the other, A+1, B+1, digests of both", events=6)
def target() -> ValueTarget:
    return balanced(options={"digest": True}, digest=digest)
