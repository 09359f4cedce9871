"""Joins only the entries that it already has, so it stays behind the received message."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import version_vector


@wrong(breaks=("ORD-COHERENT",), history="A. A>m B<m", events=2, seen="python3-crdt, whose counters do")
def target() -> ValueTarget:
    return version_vector(merge=lambda x, y: {r: max(x[r], y.get(r, 0)) for r in x})
