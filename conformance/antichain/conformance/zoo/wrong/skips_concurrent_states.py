"""Ignores a received state unless it includes everything in its own state."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import counter, within


@wrong(
    breaks=("CNT-UNION",), history="A+1 B+1 A>m B<m", events=3, seen="stores that reject concurrent writes as conflicts"
)
def target() -> ValueTarget:
    return counter(merge=lambda x, y: y if within(x, y) else x)
