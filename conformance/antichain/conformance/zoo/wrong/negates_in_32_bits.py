"""Takes a negative increment for a decrement, which it computes in 32 bits."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Signed, amount, balanced, shift


def increment(counts: Signed, replica: str, by: object) -> Signed:
    if isinstance(by, int) and by < 0:
        return shift(counts, replica, 0, -by % 2**32)
    return shift(counts, replica, amount(by), 0)


@wrong(breaks=("CNT-BIG",), history="A+(-2^32-1)", events=1, seen="unary minus of a machine word")
def target() -> ValueTarget:
    return balanced(options={"negative": "opposite"}, increment=increment)
