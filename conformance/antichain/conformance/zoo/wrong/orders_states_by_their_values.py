"""Compares the states of a counter by their totals."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter, total


def compare(x: Counts, y: Counts) -> str:
    if total(x) == total(y):
        return "equal"
    return "before" if total(x) < total(y) else "after"


@wrong(breaks=("CNT-ORDER",), history="A+1 A>m B+1 B>n, m ? n", events=2, seen="comparisons of counters as numbers")
def target() -> ValueTarget:
    return counter(options={"compare": "states"}, compare=compare)
