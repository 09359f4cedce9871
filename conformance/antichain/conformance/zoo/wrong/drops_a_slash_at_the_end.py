"""Drops a slash at the end of a name, as for a URL."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(breaks=("ID-DISTINCT",), history="a/+1 a+1 merge", events=3, seen="addresses of peers as their names")
def target() -> ValueTarget:
    return renamed_counter(lambda name: name.removesuffix("/") or name)
