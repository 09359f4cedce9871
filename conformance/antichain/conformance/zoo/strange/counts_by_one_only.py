"""Counts by one, and accepts no amounts."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import counter, tick


@right
def target() -> ValueTarget:
    return counter(options={"amounts": "one"}, increment=lambda counts, replica, _: tick(counts, replica))
