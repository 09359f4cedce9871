"""Keeps its name after a lost disk, and counts from zero."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Amnesiac(DurableValueTarget):
    def wipe(self, replica: str, /) -> None:
        self._disks[replica] = self._library.new(replica)
        self.start(replica)


@wrong(
    breaks=("FLT-AMNESIA",),
    history="A+2 A>m B<m, wipe A, A+1 A>n B<n",
    events=5,
    seen="basho/riak_kv #679; syncthing #3876",
)
def target() -> DurableValueTarget:
    return served(Amnesiac, Kind.G_COUNTER, Fault.WIPE)
