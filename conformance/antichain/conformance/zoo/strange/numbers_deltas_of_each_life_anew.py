"""Numbers the deltas of each incarnation from 1, under the new name of that incarnation."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import NumberedServers, served_by_deltas


@right
def target() -> DurableValueTarget:
    return served_by_deltas(NumberedServers, Fault.WIPE, Fault.RESTORE, Fault.CLONE)
