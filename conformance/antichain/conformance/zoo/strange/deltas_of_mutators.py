"""Returns a delta from each update, as delta-state libraries do, and changes its states in place."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, amount, counter, larger


def increment(counts: Counts, replica: str, by: object) -> Counts:
    return {replica: counts.get(replica, 0) + amount(by)}


def merge(x: Counts, y: Counts) -> None:
    x.update(larger(x, y))


@right
def target() -> ValueTarget:
    options = {"delta": "any-order", "entries": True}
    return counter(options=options, increment=increment, merge=merge, delta_mutators=True, copy=dict, entries=dict)
