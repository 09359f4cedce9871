"""Steps by any size, and holds an entry of a replica that never did anything."""

from antichain.conformance.values import Values
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, larger, order, version_vector


def receive(mine: Counts, theirs: Counts, replica: str) -> Counts:
    joined = larger(mine, theirs)
    return {**joined, replica: joined.get(replica, 0) or 1}


@wrong(breaks=("TICK-STRICT",), history="A. B<A, entries of B", events=2)
def target() -> Values:
    return version_vector(
        options={"entries": True, "step": "increasing"}, receive=receive, entries=dict, compare=compare
    )


def compare(x: Counts, y: Counts) -> str:
    return order({r: n for r, n in x.items() if n > 1}, {r: n for r, n in y.items() if n > 1})
