"""Counts to fifteen up and down, and checks the size of an amount before its sign."""

from collections.abc import Callable

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Signed, amount, balance, balanced, decode, encode, larger_pairs, shift

FULL = 15


def refuse() -> None:
    code = "overflow"
    raise Rejected(code)


def within(counts: Signed) -> Signed:
    if abs(balance(counts)) > FULL or any(count > FULL for pair in counts.values() for count in pair):
        refuse()
    return counts


def checked(by: object) -> int:
    if isinstance(by, int) and abs(by) > FULL:
        refuse()
    return amount(by)


def read(data: bytes) -> Signed:
    return {name: (added, taken) for name, (added, taken) in decode(data).items()}


def changed(*signs: int) -> Callable[[Signed, str, object], Signed]:
    added, taken = signs
    return lambda counts, replica, by: within(shift(counts, replica, added * checked(by), taken * checked(by)))


@right
def target() -> ValueTarget:
    return balanced(
        options={"max": FULL, "overflow": "reject", "wire": True},
        increment=changed(1, 0),
        decrement=changed(0, 1),
        merge=lambda x, y: within(larger_pairs(x, y)),
        encode=encode,
        decode=read,
    )
