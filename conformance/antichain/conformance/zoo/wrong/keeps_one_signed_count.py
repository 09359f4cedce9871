"""Keeps one signed count for each replica and joins by maximum, so a decrement is lost."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import add, amount, balanced, larger, total


@wrong(breaks=("CNT-BELOW",), history="A-1 A>m B<m", events=2, seen="jemc/pony-crdt #2")
def target() -> ValueTarget:
    return balanced(
        increment=add,
        decrement=lambda counts, r, by: {**counts, r: counts.get(r, 0) - amount(by)},
        merge=larger,
        value=total,
    )
