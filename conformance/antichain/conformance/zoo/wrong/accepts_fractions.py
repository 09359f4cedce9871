"""Accepts fractional amounts, and drops the fraction when the total is read."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import amount, counter


def increment(counts: dict[str, float], replica: str, by: float) -> dict[str, float]:
    whole = isinstance(by, float) and 0 <= by < 1e300
    return {**counts, replica: counts.get(replica, 0) + (by if whole else amount(by))}


@wrong(breaks=("CNT-INTEGER",), history="A+0.5", events=1, seen="pathosDev/actor-ts #1232")
def target() -> ValueTarget:
    return counter(increment=increment, value=lambda counts: int(sum(counts.values())))
