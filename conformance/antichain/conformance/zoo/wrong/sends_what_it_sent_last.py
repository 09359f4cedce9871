"""Sends what it sent last until its next update, and so without what it has taken in since.

The later message lacks what its sender had taken in; that the earlier one was sent is how it comes about.
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
