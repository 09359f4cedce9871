"""Counts an update of zero as an update, so its digest changes."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Logged, by_logs


@right
def target() -> ValueTarget:
    def digest(held: Logged) -> str:
        return repr(sorted(held.updates))

    return by_logs(options={"digest": True}, digest=digest)
