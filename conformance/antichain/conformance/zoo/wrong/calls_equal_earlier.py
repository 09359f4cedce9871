"""Answers before for equal clocks, since it tests less-or-equal instead of less."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, version_vector, within


def compare(x: Counts, y: Counts) -> str:
    return "before" if within(x, y) else "after" if within(y, x) else "concurrent"


@wrong(breaks=("ORD-EQUAL", "ORD-MIRROR"), history="A. B<A", events=2)
def target() -> ValueTarget:
    return version_vector(compare=compare)
