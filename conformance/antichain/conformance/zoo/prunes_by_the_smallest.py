"""Keeps the two entries of a clock that are largest, and so orders what is concurrent."""

from antichain.conformance.protocol import Kind
from antichain.conformance.values import Library, Values
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, one, order


def pruned(clock: Counts) -> Counts:
    return dict(sorted(clock.items(), key=lambda entry: -entry[1])[:2])


@wrong(
    breaks=("ORD-CONCURRENT",),
    history="{a:1,b:5,c:5} ? {b:6,c:5}",
    events=2,
    seen="basho/riak_core #613; super-productivity #8755",
)
def target() -> Values:
    library = Library(new=lambda _: {}, compare=lambda x, y: order(pruned(x), pruned(y)), construct=dict)
    return one(Kind.VERSION_VECTOR, library, history=False, construct=True)
