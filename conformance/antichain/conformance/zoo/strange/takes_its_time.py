"""Sleeps for a moment at the start of each history."""

from collections.abc import Sequence
from time import sleep

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import add, larger, total


class Slow(ValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        sleep(0.0003)
        super().open(kind, replicas)


@right
def target() -> ValueTarget:
    library = Library(new=lambda _: {}, increment=add, merge=larger, value=total)
    return Slow(Hello(name="takes its time", kinds={Kind.G_COUNTER: Options()}), {Kind.G_COUNTER: library})
