"""Drops the counts of replicas that it does not know yet when it merges."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import counter


@wrong(breaks=("CNT-UNION",), history="B+1 B>m A<m", events=2, seen="python3-crdt")
def target() -> ValueTarget:
    return counter(merge=lambda x, y: {r: max(x[r], y.get(r, 0)) for r in x})
