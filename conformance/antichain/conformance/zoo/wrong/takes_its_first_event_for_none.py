"""Numbers events from 0, but treats a missing entry as 0 in comparisons, so the first event is lost."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import version_vector
from antichain.conformance.zoo.strange.numbers_events_from_zero import tick


@wrong(breaks=("ORD-BEFORE",), history="A ticks, start ? A", events=1, seen="offsets of logs")
def target() -> ValueTarget:
    return version_vector(options={"missing": -1, "entries": True}, tick=tick, entries=dict)
