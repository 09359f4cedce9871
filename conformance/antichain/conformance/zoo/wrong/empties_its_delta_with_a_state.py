"""Drops its unsent delta when it sends its whole state to one replica."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import by_logs


class Emptying(ValueTarget):
    def send(self, replica: str, message: str, /) -> str | None:
        answer = super().send(replica, message)
        self._states[replica] = self._states[replica]._replace(new={})
        return answer


@wrong(
    breaks=("DLT-EQUIV",),
    history="A+1, B takes the state in, then the delta, C takes the delta in",
    events=3,
    seen="one buffer for all peers",
)
def target() -> ValueTarget:
    return by_logs(Emptying)
