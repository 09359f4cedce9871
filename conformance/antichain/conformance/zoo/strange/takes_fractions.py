"""Counts fractions, as it declares."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import amount, counter


def increment(counts: dict[str, float], replica: str, by: float) -> dict[str, float]:
    part = by if isinstance(by, float) and by >= 0 else amount(by)
    return {**counts, replica: counts.get(replica, 0) + part}


@right
def target() -> ValueTarget:
    return counter(options={"fractions": "accept"}, increment=increment, value=lambda counts: int(sum(counts.values())))
