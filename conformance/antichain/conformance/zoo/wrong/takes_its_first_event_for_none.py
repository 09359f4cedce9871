"""Numbers events from 0, and takes a missing entry for 0 where it compares: the first event is none."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import version_vector
from antichain.conformance.zoo.strange.numbers_events_from_zero import tick


@wrong(breaks=("ORD-BEFORE",), history="A ticks, start ? A", events=1, seen="offsets of logs")
def target() -> ValueTarget:
    return version_vector(options={"missing": -1, "entries": True}, tick=tick, entries=dict)
