"""Keeps a clock of forty places, which replicas take in the order of their arrival."""

from collections.abc import Sequence

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import version_vector


class Placed(ValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        if len(replicas) > 40:
            raise OverflowError
        super().open(kind, replicas)


@right
def target() -> ValueTarget:
    return version_vector(Placed, options={"replicas": 40, "entries": True}, entries=dict)
