"""Treats a negative increment as a decrement, as it declares."""

from collections.abc import Callable

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Signed, amount, balanced, shift


def signed(sign: int) -> Callable[[Signed, str, object], Signed]:
    def change(counts: Signed, replica: str, by: object) -> Signed:
        moved = sign * (by if isinstance(by, int) else amount(by))
        return shift(counts, replica, max(moved, 0), max(-moved, 0))

    return change


@right
def target() -> ValueTarget:
    return balanced(options={"negative": "opposite"}, increment=signed(1), decrement=signed(-1))
