"""Uses only the part of a name before its first colon as the replica."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(breaks=("ID-DISTINCT",), history="a:b+1 a:c+1 merge", events=3, seen="host:port as an identity")
def target() -> ValueTarget:
    return renamed_counter(lambda name: name.partition(":")[0] or name)
