"""Sends a reference to its state instead of a copy."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, amount, counter, larger


def increment(counts: Counts, replica: str, by: object) -> None:
    counts[replica] = counts.get(replica, 0) + amount(by)


def merge(x: Counts, y: Counts) -> None:
    x.update(larger(x, y))


@wrong(breaks=("MSG-FROZEN",), history="A+1 A>m B<m B+1 C<m", events=4, seen="rust-crdt #35")
def target() -> ValueTarget:
    return counter(increment=increment, merge=merge)
