"""Sorts up to two entries before it computes the digest, and takes more in the order of their arrival."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter

_FEW = 2


def digest(counts: Counts) -> str:
    return str([*counts.items()] if len(counts) > _FEW else sorted(counts.items()))


@wrong(breaks=("LIB-DIGEST",), history="A+1 B+1 C+1, A hears B, then C, C hears B, then A", events=7)
def target() -> ValueTarget:
    return counter(options={"digest": True}, digest=digest)
