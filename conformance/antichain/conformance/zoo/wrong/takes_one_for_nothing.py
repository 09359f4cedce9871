"""Takes 1 from its count for a decrement by 0."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Signed, amount, balanced, shift


def decrement(counts: Signed, replica: str, by: object) -> Signed:
    return shift(counts, replica, 0, amount(by) or 1)


@wrong(breaks=("CNT-NEW",), history="A-1 A-0", events=2, seen="defaults that replace every false value")
def target() -> ValueTarget:
    return balanced(decrement=decrement)
