"""Keeps the counts of all replicas in one default argument."""

from antichain.conformance.values import Values
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, amount, counter


def increment(counts: Counts, replica: str, by: object) -> None:
    counts[replica] = counts.get(replica, 0) + amount(by)


@wrong(breaks=("MSG-FROZEN",), history="A+1 B?", events=2, seen="mutable defaults, wherever Python is written")
def target() -> Values:
    shared: Counts = {}
    first: list[str] = []

    def new(replica: str) -> Counts:
        if not first or replica == first[0]:
            shared.clear()
            first[:] = [replica]
        return shared

    return counter(new=new, increment=increment, copy=dict)
