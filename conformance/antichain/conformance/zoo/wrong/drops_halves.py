"""Claims to count fractions, but counts only whole amounts."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import add, counter


@wrong(breaks=("CNT-UNION",), history="A+0.5 A+0.5", events=2)
def target() -> ValueTarget:
    return counter(options={"fractions": "accept"}, increment=lambda counts, replica, by: add(counts, replica, int(by)))
