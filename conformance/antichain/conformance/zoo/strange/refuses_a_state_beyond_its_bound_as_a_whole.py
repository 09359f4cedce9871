"""Refuses a state that exceeds its bound of a thousand, up and down, and takes over none of its entries."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Signed, amount, balance, balanced, larger_pairs, shift

BOUND = 1000


def bounded(counts: Signed) -> Signed:
    if max([abs(balance(counts)), *map(max, counts.values())]) > BOUND:
        code = "overflow"
        raise Rejected(code)
    return counts


@right
def target() -> ValueTarget:
    return balanced(
        options={"max": BOUND, "overflow": "reject"},
        increment=lambda counts, replica, by: bounded(shift(counts, replica, amount(by), 0)),
        decrement=lambda counts, replica, by: bounded(shift(counts, replica, 0, amount(by))),
        merge=lambda mine, theirs: bounded(larger_pairs(mine, theirs)),
    )
