"""Writes received states to disk at once, but received deltas only at the next update."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Next, NumberedServers, served_by_deltas


class Servers(NumberedServers):
    def _change(self, name: str, replica: str, *arguments: object) -> None:
        disk = self._disks[replica]
        super()._change(name, replica, *arguments)
        if isinstance(arguments[0], Next):
            self._disks[replica] = disk


@wrong(breaks=("FLT-DURABLE",), history="A+1, B takes the delta in, crash B", events=3, seen="deltas in caches")
def target() -> DurableValueTarget:
    return served_by_deltas(Servers, Fault.CRASH)
