"""Sends the clock from before the tick of the send.

The message is the stamp of its send, which must be strictly later than the event before it.
"""

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import larger, order, tick


class Early(ValueTarget):
    def send(self, replica: str, message: str, /) -> str | None:
        answer = self.stamp(replica, message)
        self.event(replica)
        return answer


@wrong(breaks=("TICK-STRICT", "ORD-BEFORE"), history="A. A>m A ? m", events=2)
def target() -> ValueTarget:
    options = {Kind.VECTOR_CLOCK: Options()}
    return Early(Hello(name="sends its clock from before", kinds=options), {Kind.VECTOR_CLOCK: LIBRARY})


LIBRARY = Library(
    new=lambda _: {}, tick=tick, receive=lambda mine, theirs, r: tick(larger(mine, theirs), r), compare=order
)
