"""Sorts concurrent clocks by name, so that some sorts contradict happened-before."""

from functools import cmp_to_key

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, one, order


def tiebreak(x: Counts, y: Counts) -> int:
    found = order(x, y)
    if found in {"before", "after"}:
        return -1 if found == "before" else 1
    return -1 if sorted(x.items()) < sorted(y.items()) else 1


@wrong(breaks=("LIB-SORT",), history="sort {c:1} {a:1,c:1} {b:1}", events=3, seen="vectorclock on PyPI")
def target() -> ValueTarget:
    library = Library(
        new=lambda _: {}, compare=order, construct=dict, sort=lambda clocks: sorted(clocks, key=cmp_to_key(tiebreak))
    )
    return one(Kind.VECTOR_CLOCK, library, history=False, construct=True, sort=True)
