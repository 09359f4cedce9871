"""Drops its unsent delta when its entries are read."""

from collections.abc import Mapping

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import by_deltas


class Emptying(ValueTarget):
    def entries(self, replica: str, /) -> Mapping[str, object]:
        self._states[replica] = self._states[replica]._replace(new={})
        return super().entries(replica)


@wrong(
    breaks=("MSG-PURE",),
    history="A+1, A's entries are read, B takes all deltas in",
    events=3,
    seen="flushes in getters",
)
def target() -> ValueTarget:
    return by_deltas(Emptying, options={"entries": True})
