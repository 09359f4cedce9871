"""Numbers updates by a clock that all replicas share, so ticks have any size."""

from collections.abc import Sequence
from itertools import count

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import version_vector


class Timed(ValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._time = count(1)
        super().open(kind, replicas)

    def event(self, replica: str, /) -> None:
        self._states[replica] = {**self._states[replica], replica: next(self._time)}


@right
def target() -> ValueTarget:
    return version_vector(Timed, options={"step": "increasing", "entries": True}, entries=dict)
