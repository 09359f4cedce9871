"""Receives sent messages, but refuses stamps."""

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import larger, order, tick


class Refusing(ValueTarget):
    def stamp(self, replica: str, message: str, /) -> str | None:
        self.stamped.add(message)
        return super().stamp(replica, message)

    def send(self, replica: str, message: str, /) -> str | None:
        answer = super().send(replica, message)
        self.stamped.discard(message)
        return answer

    def receive(self, replica: str, message: str, /) -> None:
        if message in self.stamped:
            raise TypeError(message)
        super().receive(replica, message)

    stamped: set[str]


@wrong(breaks=("ANS-OK",), history="A. A stamped m, B<m", events=2)
def target() -> ValueTarget:
    made = Refusing(
        Hello(name="refuses stamps", kinds={Kind.VERSION_VECTOR: Options()}), {Kind.VERSION_VECTOR: LIBRARY}
    )
    made.stamped = set()
    return made


LIBRARY = Library(new=lambda _: {}, tick=tick, merge=larger, compare=order)
