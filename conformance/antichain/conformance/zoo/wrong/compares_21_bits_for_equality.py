"""Packs 21 bits of each entry into one number, and calls clocks equal if these numbers are equal."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, order, version_vector


def packed(clock: Counts, names: list[str]) -> int:
    return sum(clock.get(name, 0) % 2**21 << 21 * place for place, name in enumerate(names))


def compare(x: Counts, y: Counts) -> str:
    names = sorted(x | y)
    return "equal" if packed(x, names) == packed(y, names) else order(x, y)


@wrong(breaks=("ORD-CONCURRENT",), history="{a:2^31} ? {b:2^31}", events=2, seen="three lanes in one word of 64 bits")
def target() -> ValueTarget:
    return version_vector(options={"construct": True}, construct=dict, compare=compare)
