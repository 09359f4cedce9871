"""Changes its state in place, and sends copies."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, amount, counter, larger


def increment(counts: Counts, replica: str, by: object) -> None:
    counts[replica] = counts.get(replica, 0) + amount(by)


@right
def target() -> ValueTarget:
    return counter(increment=increment, merge=lambda x, y: x.update(larger(x, y)), copy=dict)
