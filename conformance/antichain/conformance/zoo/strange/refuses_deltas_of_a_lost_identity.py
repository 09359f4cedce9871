"""Refuses the first event after a lost disk, which may be the export of a delta."""

from collections.abc import Sequence

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.adapters.values import Library
from antichain.conformance.protocol.claims import Fault, Hello, Kind, Options
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, larger, order, tick


class Refusing(DurableValueTarget):
    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self._lost: set[str] = set()
        super().open(kind, replicas)

    def rename(self, replica: str) -> None:
        self._lost.add(replica)

    def counted_as(self, replica: str) -> str:
        if replica in self._lost:
            code = "identity"
            raise Rejected(code)
        return super().counted_as(replica)


def receive(mine: Counts, theirs: Counts, replica: str) -> Counts:
    return tick(larger(mine, theirs), replica)


@right
def target() -> DurableValueTarget:
    library = Library(
        new=lambda _: {},
        tick=tick,
        receive=receive,
        compare=order,
        send_ticks=True,
        copy=dict,
        delta=lambda clock: (clock, clock),
    )
    hello = Hello(
        name="a member of the zoo", kinds={Kind.VECTOR_CLOCK: Options(delta="any-order")}, faults=(Fault.WIPE,)
    )
    return Refusing(hello, {Kind.VECTOR_CLOCK: library})
