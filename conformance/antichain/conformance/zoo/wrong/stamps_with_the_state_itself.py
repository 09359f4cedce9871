"""Copies its state when it sends, but stamps with a reference to it."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, larger, tick, version_vector


class Sharing(ValueTarget):
    def send(self, replica: str, message: str, /) -> str | None:
        self._messages[message] = dict(self._states[replica])
        return None


def ticked(clock: Counts, replica: str) -> None:
    clock.update(tick(clock, replica))


@wrong(breaks=("MSG-FROZEN",), history="A stamped m, m ? n, A. m ? n", events=1, seen="getters without a copy")
def target() -> ValueTarget:
    return version_vector(Sharing, tick=ticked, merge=lambda x, y: x.update(larger(x, y)))
