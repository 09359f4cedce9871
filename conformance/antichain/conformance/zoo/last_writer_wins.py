"""Takes over whatever it hears, however old."""

from antichain.conformance.values import Values
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import counter


@wrong(
    breaks=("CNT-UNION", "CNT-STALE", "CNT-MONOTONE"),
    history="A+1 A>m A+1 A<m",
    events=3,
    seen="suspected in akka #29616",
)
def target() -> Values:
    return counter(merge=lambda x, y: {**x, **y})
