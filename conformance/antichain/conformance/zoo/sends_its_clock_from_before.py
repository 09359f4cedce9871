"""Lets a message carry the clock from before its tick."""

from antichain.conformance.protocol import Hello, Kind, Options
from antichain.conformance.values import Library, Values
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import larger, order, tick


class Early(Values):
    def send(self, replica: str, message: str, /) -> str | None:
        answer = self.stamp(replica, message)
        self.event(replica)
        return answer


@wrong(breaks=("ORD-BEFORE", "TICK-STRICT"), history="A> B<A compare", events=2)
def target() -> Values:
    options = {Kind.VECTOR_CLOCK: Options()}
    return Early(Hello(name="sends its clock from before", kinds=options), {Kind.VECTOR_CLOCK: LIBRARY})


LIBRARY = Library(
    new=lambda _: {}, tick=tick, receive=lambda mine, theirs, r: tick(larger(mine, theirs), r), compare=order
)
