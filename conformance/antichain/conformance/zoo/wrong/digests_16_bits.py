"""Computes the digest from the lowest 16 bits of each count."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter


def digest(counts: Counts) -> str:
    return str(sorted((name, count % 2**16) for name, count in counts.items()))


@wrong(
    breaks=("LIB-DIGEST",),
    history="A+1, a digest, A+65536, a digest",
    events=2,
    seen="counts packed in a short integer",
)
def target() -> ValueTarget:
    return counter(options={"digest": True}, digest=digest)
