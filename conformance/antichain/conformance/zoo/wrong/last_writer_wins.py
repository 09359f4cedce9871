"""Replaces its state by each received message, also an old one.

It loses updates only by old states, so CNT-STALE is the cause.
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
