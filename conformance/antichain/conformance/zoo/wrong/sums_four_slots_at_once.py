"""Sums four counts at once in lanes of 32 bits, and the rest one by one."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter


def value(counts: Counts) -> int:
    held = list(counts.values())
    whole = len(held) // 4 * 4
    return sum(sum(n % 2**32 for n in held[at : at + 4]) for at in range(0, whole, 4)) + sum(held[whole:])


@wrong(breaks=("CNT-BIG",), history="A to D + 2^32 and more, all tell D", events=7, seen="hand-written vector code")
def target() -> ValueTarget:
    return counter(value=value)
