"""Answers concurrent for equal clocks, since it only asks which of them is strictly less."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, decode, encode, order, version_vector


def compare(x: Counts, y: Counts) -> str:
    return "concurrent" if x == y else order(x, y)


@wrong(breaks=("ORD-EQUAL", "ORD-MIRROR"), history="A and B without events, compared", events=0)
def target() -> ValueTarget:
    return version_vector(
        options={"construct": True, "wire": True}, construct=dict, compare=compare, encode=encode, decode=decode
    )
