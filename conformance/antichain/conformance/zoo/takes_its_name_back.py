"""Takes a fresh name when it has lost its disk, and its old one back when it hears of it, however old the news."""

from antichain.conformance.protocol import Fault, Kind
from antichain.conformance.servers import Servers
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Recovered(Servers):
    def receive(self, replica: str, message: str, /) -> None:
        super().receive(replica, message)
        if replica in self._states[replica]:
            self._names[replica] = replica


@wrong(
    breaks=("FLT-AMNESIA",),
    history="A+1 A>m A+1 A>n B<n, wipe A, A<m A+1 A>o B<o",
    events=7,
    seen="servers that learn from their peers who they were",
)
def target() -> Servers:
    return served(Recovered, Kind.G_COUNTER, Fault.WIPE)
