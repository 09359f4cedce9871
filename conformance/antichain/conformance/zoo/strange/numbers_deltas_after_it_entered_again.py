"""Takes a new name when it joins again, and numbers its deltas from 1 under that name."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import NumberedServers, served_by_deltas


@right
def target() -> DurableValueTarget:
    return served_by_deltas(NumberedServers, Fault.RETIRE, Fault.JOIN)
