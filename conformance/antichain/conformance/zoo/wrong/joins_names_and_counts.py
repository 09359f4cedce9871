"""Computes the digest from each name and its count, without a sign between them."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, version_vector


def digest(clock: Counts) -> str:
    return "".join(f"{name}{count}" for name, count in sorted(clock.items()))


@wrong(
    breaks=("LIB-DIGEST",), history="A. 11 times, A1., digests of A and of A1", events=12, seen="hashes of joined texts"
)
def target() -> ValueTarget:
    return version_vector(options={"digest": True}, digest=digest)
