"""Keeps ten entries in the join of two clocks."""

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, larger, one, order


def merge(x: Counts, y: Counts) -> Counts:
    return dict([*larger(x, y).items()][:10])


@wrong(
    breaks=("ORD-JOIN",),
    history="clocks of six and of five replicas are joined",
    events=3,
    seen="clocks of a fixed size",
)
def target() -> ValueTarget:
    library = Library(new=lambda _: {}, compare=order, construct=dict, merge=merge)
    return one(Kind.VERSION_VECTOR, library, history=False, construct=True, merge=True)
