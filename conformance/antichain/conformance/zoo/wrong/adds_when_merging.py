"""Adds the counts of both sides in a merge, so the shared past counts twice."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter


def merge(x: Counts, y: Counts) -> Counts:
    return {r: x.get(r, 0) + y.get(r, 0) for r in x | y}


@wrong(breaks=("CNT-ONCE", "CNT-STALE"), history="A+1 A>m B<m B<m", events=3, seen="several counters on PyPI")
def target() -> ValueTarget:
    return counter(merge=merge)
