"""Joins increments by maximum, but sums decrements, so a repeated message counts twice."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Signed, balanced, larger_pairs


def merge(x: Signed, y: Signed) -> Signed:
    joined = larger_pairs(x, y)
    return {r: (joined[r][0], x.get(r, (0, 0))[1] + y.get(r, (0, 0))[1]) for r in joined}


@wrong(breaks=("CNT-ONCE",), history="A-1 A>m B<m B<m", events=3)
def target() -> ValueTarget:
    return balanced(merge=merge)
