"""Takes over whatever it hears, however old.

It loses an update only because an old state changes something.
"""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import counter


@wrong(
    breaks=("CNT-STALE", "CNT-UNION", "CNT-MONOTONE"),
    history="A+1 A>m A+1 A<m",
    events=3,
    seen="suspected in akka #29616",
)
def target() -> ValueTarget:
    return counter(merge=lambda x, y: {**x, **y})
