"""Has room for 16 entries of a clock, but claims to serve 20 replicas."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, larger, version_vector


def merge(mine: Counts, theirs: Counts) -> Counts:
    return dict(sorted(larger(mine, theirs).items())[:16])


@wrong(breaks=("ORD-BEFORE",), history="17 replicas tell one", events=34, seen="clocks of a fixed size")
def target() -> ValueTarget:
    return version_vector(options={"replicas": 20}, merge=merge)
