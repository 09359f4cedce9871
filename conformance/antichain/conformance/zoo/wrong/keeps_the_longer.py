"""Takes the state with more entries instead of the join, and keeps its own if both have equally many."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import counter


@wrong(breaks=("CNT-UNION", "CNT-SAME"), history="A+1 B+1 A>m B<m", events=3)
def target() -> ValueTarget:
    return counter(merge=lambda x, y: y if len(y) > len(x) else x)
