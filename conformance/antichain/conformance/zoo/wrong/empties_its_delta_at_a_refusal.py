"""Drops its unsent delta when it refuses an update."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import by_deltas


class Emptying(ValueTarget):
    def increment(self, replica: str, by: object, /) -> None:
        try:
            super().increment(replica, by)
        except Rejected:
            self._states[replica] = self._states[replica]._replace(new={})
            raise


@wrong(
    breaks=("CNT-NEGATIVE",),
    history="A+1 A+(-1), B takes the delta in",
    events=2,
    seen="rollbacks that clear all that is pending",
)
def target() -> ValueTarget:
    return by_deltas(Emptying)
