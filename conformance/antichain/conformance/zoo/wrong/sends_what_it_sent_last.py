"""Sends its previous message again until its next own update, without what it has received since.

The later message lacks the updates that its sender has received since the earlier one.
"""

from collections.abc import Sequence

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, version_vector


class Caching(ValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._sent: dict[str, Counts] = {}
        super().open(kind, replicas)

    def event(self, replica: str, /) -> None:
        self._sent.pop(replica, None)
        super().event(replica)

    def send(self, replica: str, message: str, /) -> str | None:
        self._messages[message] = self._sent.setdefault(replica, self._states[replica])
        return None


@wrong(breaks=("ORD-BEFORE",), history="A. A>m B. B>n A<n A>o, m ? o", events=3, seen="caches of encoded clocks")
def target() -> ValueTarget:
    return version_vector(Caching)
