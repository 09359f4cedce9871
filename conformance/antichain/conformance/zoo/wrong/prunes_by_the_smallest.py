"""Keeps only the two largest entries of a clock.

The smallest failing pair is ordered and looks concurrent; a concurrent pair that looks ordered has larger entries.
"""

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, one, order


def pruned(clock: Counts) -> Counts:
    return dict(sorted(clock.items(), key=lambda entry: -entry[1])[:2])


@wrong(
    breaks=("ORD-BEFORE", "ORD-CONCURRENT"),
    history="{c:1} ? {a:1,b:1,c:1}",
    events=2,
    seen="basho/riak_core #613; super-productivity #8755",
)
def target() -> ValueTarget:
    library = Library(new=lambda _: {}, compare=lambda x, y: order(pruned(x), pruned(y)), construct=dict)
    return one(Kind.VERSION_VECTOR, library, history=False, construct=True)
