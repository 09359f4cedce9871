"""Keeps its name after a lost disk, so new events repeat the dots of old ones."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Amnesiac(DurableValueTarget):
    def wipe(self, replica: str, /) -> None:
        self._disks[replica] = self._library.new(replica)
        self.start(replica)


@wrong(breaks=("FLT-AMNESIA",), history="A. wipe A, A.", events=3, seen="basho/riak_kv #679; syncthing #3876")
def target() -> DurableValueTarget:
    return served(Amnesiac, Kind.VERSION_VECTOR, Fault.WIPE)
