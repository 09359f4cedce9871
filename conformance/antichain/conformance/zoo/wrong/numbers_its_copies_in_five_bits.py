"""Numbers the copies of a server in five bits, so the 33rd copy takes the name of the first."""

from collections import Counter
from collections.abc import Sequence

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import served


class Servers(DurableValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._copies: Counter[str] = Counter()
        super().open(kind, replicas)

    def clone(self, replica: str, as_: str, /) -> None:
        super().clone(replica, as_)
        original = self.counted_as(replica)
        self._names[as_] = f"{original} copy {self._copies[original] % 32}"
        self._copies[original] += 1


@wrong(
    breaks=("FLT-CLONE",),
    history="33 copies of A, each of which makes an update that B hears of",
    events=100,
    seen="node ids of few bits",
)
def target() -> DurableValueTarget:
    return served(Servers, Kind.G_COUNTER, Fault.CLONE)
