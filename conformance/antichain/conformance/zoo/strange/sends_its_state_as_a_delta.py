"""Sends its whole state as a delta, and supports crashes, lost disks and copies."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import NumberedServers, larger, served_by_deltas


@right
def target() -> DurableValueTarget:
    return served_by_deltas(
        NumberedServers,
        Fault.CRASH,
        Fault.WIPE,
        Fault.RESTORE,
        Fault.CLONE,
        options={"delta": "any-order"},
        merge=lambda mine, theirs: mine._replace(counts=larger(mine.counts, theirs.counts)),
        delta=lambda mine: (mine, mine),
    )
