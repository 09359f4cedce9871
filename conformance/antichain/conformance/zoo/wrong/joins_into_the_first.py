"""Joins into its first argument instead of making a new clock."""

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, larger, one, order


def merge(x: Counts, y: Counts) -> Counts:
    x.update(larger(x, y))
    return x


@wrong(breaks=("ORD-JOIN",), history="{} and {A: 1} are joined", events=3, seen="merges in place")
def target() -> ValueTarget:
    library = Library(new=lambda _: {}, compare=order, construct=dict, merge=merge)
    return one(Kind.VERSION_VECTOR, library, history=False, construct=True, merge=True)
