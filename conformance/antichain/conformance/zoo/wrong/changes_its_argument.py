"""Merges the own state into the received message, which changes the message."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter, larger


def merge(x: Counts, y: Counts) -> Counts:
    y.update(larger(x, y))
    return dict(y)


@wrong(breaks=("MSG-FROZEN",), history="A+1 A>m B+1 B<m A<m", events=4, seen="rust-crdt #35")
def target() -> ValueTarget:
    return counter(merge=merge)
