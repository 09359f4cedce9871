"""Claims that a negative increment is a decrement, but ignores the sign."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Signed, amount, balanced, shift


def increment(counts: Signed, replica: str, by: object) -> Signed:
    return shift(counts, replica, abs(by) if isinstance(by, int) else amount(by), 0)


@wrong(breaks=("CNT-BELOW",), history="A+(-2)", events=1)
def target() -> ValueTarget:
    return balanced(options={"negative": "opposite"}, increment=increment)
