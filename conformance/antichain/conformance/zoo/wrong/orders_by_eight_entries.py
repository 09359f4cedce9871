"""Has no histories, and compares only the first eight entries of two clocks."""

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, one, order


def first(clock: Counts) -> Counts:
    return dict(sorted(clock.items())[:8])


@wrong(breaks=("ORD-BEFORE",), history="{A:1 ... I:1} ? {A:1 ... I:2}", events=2, seen="keys of a fixed width")
def target() -> ValueTarget:
    library = Library(new=lambda _: {}, compare=lambda x, y: order(first(x), first(y)), construct=dict)
    return one(Kind.VERSION_VECTOR, library, history=False, construct=True)
