"""Takes the sign of the difference of two counts, in 8 bits."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, version_vector


def within(x: Counts, y: Counts) -> bool:
    return all((y.get(name, 0) - count) % 256 < 128 for name, count in x.items())


def compare(x: Counts, y: Counts) -> str:
    words = {(True, True): "equal", (True, False): "before", (False, True): "after"}
    return words.get((within(x, y), within(y, x)), "concurrent")


@wrong(breaks=("ORD-BEFORE",), history="A. a hundred and thirty times", events=130, seen="serial numbers")
def target() -> ValueTarget:
    return version_vector(compare=compare)
