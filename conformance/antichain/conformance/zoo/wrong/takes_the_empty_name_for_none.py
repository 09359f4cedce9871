"""Ignores the updates of a replica whose name is empty."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import add, amount, counter


@wrong(breaks=("ID-DISTINCT",), history="the replica with the empty name +1", events=1, seen="falsy strings")
def target() -> ValueTarget:
    return counter(increment=lambda counts, replica, by: add(counts, replica, by if replica else 0 * amount(by)))
