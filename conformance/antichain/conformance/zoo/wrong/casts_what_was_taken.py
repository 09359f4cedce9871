"""Reads increments from bytes in full, but casts decrements to 32 bits with a sign."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Signed, balanced, decode, encode


def read(data: bytes) -> Signed:
    return {replica: (p, (n + 2**31) % 2**32 - 2**31) for replica, (p, n) in decode(data).items()}


@wrong(breaks=("WIRE-BIG",), history="A-2^31 through bytes", events=2, seen="(int) casts on one path of two")
def target() -> ValueTarget:
    return balanced(options={"wire": True}, encode=encode, decode=read)
