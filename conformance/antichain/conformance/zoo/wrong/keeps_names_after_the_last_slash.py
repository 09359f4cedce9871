"""Uses only the part of a name after its last slash."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, tick, version_vector


def last(clock: Counts, replica: str) -> Counts:
    return tick(clock, replica.rpartition("/")[2] or replica)


@wrong(breaks=("ID-DISTINCT",), history="b/a. c/a. compared", events=2, seen="file names of containers")
def target() -> ValueTarget:
    return version_vector(tick=last)
