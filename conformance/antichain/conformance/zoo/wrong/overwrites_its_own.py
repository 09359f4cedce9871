"""Sets its count to the amount instead of adding the amount."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import amount, counter


@wrong(breaks=("CNT-UNION",), history="A+1 A+1", events=2, seen="riaken/riaken-core #9")
def target() -> ValueTarget:
    return counter(increment=lambda counts, replica, by: {**counts, replica: amount(by)})
