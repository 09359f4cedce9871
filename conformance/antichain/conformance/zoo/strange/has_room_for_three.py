"""Has room for three replicas, as it declares."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, counter, larger


def merge(x: Counts, y: Counts) -> Counts:
    if len(x | y) > 3:
        raise OverflowError
    return larger(x, y)


@right
def target() -> ValueTarget:
    return counter(options={"replicas": 3}, merge=merge)
