"""Accepts a negative decrement, and adds it."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Signed, amount, balanced, shift


def decrement(counts: Signed, replica: str, by: object) -> Signed:
    return shift(counts, replica, 0, by if isinstance(by, int) else amount(by))


@wrong(breaks=("CNT-NEGATIVE",), history="A-(-1)", events=1, seen="jemc/pony-crdt #2")
def target() -> ValueTarget:
    return balanced(decrement=decrement)
