"""Refuses to start from a copied disk or a backup, and keeps its name after a crash."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import served


class Refusing(DurableValueTarget):
    def clone(self, replica: str, as_: str, /) -> None:
        code = "identity"
        raise Rejected(code)

    def restore(self, replica: str, snapshot: str, /) -> None:
        code = "identity"
        raise Rejected(code)


@right
def target() -> DurableValueTarget:
    return served(Refusing, Kind.G_COUNTER, Fault.CRASH, Fault.RESTORE, Fault.CLONE)
