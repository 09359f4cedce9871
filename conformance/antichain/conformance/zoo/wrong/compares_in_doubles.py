"""Keeps integers, but compares them as doubles."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, order, vector_clock


def compare(x: Counts, y: Counts) -> str:
    return order(
        {replica: int(float(n)) for replica, n in x.items()}, {replica: int(float(n)) for replica, n in y.items()}
    )


@wrong(breaks=("ORD-BEFORE",), history="{a:2^53} ? {a:2^53+1}", events=2, seen="comparison of BigInts by Number()")
def target() -> ValueTarget:
    return vector_clock(options={"construct": True}, construct=dict, compare=compare)
