"""Shows the same entries again until its next own update."""

from collections.abc import Mapping, Sequence

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import version_vector


class Caching(ValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._shown: dict[str, Mapping[str, object]] = {}
        super().open(kind, replicas)

    def event(self, replica: str, /) -> None:
        self._shown.pop(replica, None)
        super().event(replica)

    def entries(self, replica: str, /) -> Mapping[str, object]:
        return self._shown.setdefault(replica, super().entries(replica))


@wrong(breaks=("MSG-PURE",), history="B's entries are read, A. B<A, and read again", events=2, seen="memoised getters")
def target() -> ValueTarget:
    return version_vector(Caching, options={"entries": True}, entries=dict)
