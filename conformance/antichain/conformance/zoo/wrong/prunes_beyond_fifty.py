"""Keeps only the fifty largest entries of a clock."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import larger, version_vector


@wrong(
    breaks=("ORD-BEFORE",),
    history="51 replicas tell one",
    events=102,
    seen="basho/riak_core #613; OpenRiak/riak_kv #37",
)
def target() -> ValueTarget:
    return version_vector(merge=lambda x, y: dict(sorted(larger(x, y).items(), key=lambda entry: -entry[1])[:50]))
