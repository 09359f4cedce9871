"""Writes its own updates to its disk, and what others told it only when it next makes one."""

from antichain.conformance.protocol import Fault, Kind
from antichain.conformance.servers import Servers
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Forgetful(Servers):
    def receive(self, replica: str, message: str, /) -> None:
        disk = self._disks[replica]
        super().receive(replica, message)
        self._disks[replica] = disk


@wrong(
    breaks=("FLT-DURABLE",), history="A+1 A>m B<m, crash B", events=3, seen="caches of remote state that nobody flushes"
)
def target() -> Servers:
    return served(Forgetful, Kind.G_COUNTER, Fault.CRASH)
