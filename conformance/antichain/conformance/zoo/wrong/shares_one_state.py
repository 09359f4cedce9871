"""Keeps the counts of all replicas in one mutable default argument."""

from collections.abc import Sequence

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Hello, Kind, Options
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, amount, larger, total


class Forgetful(ValueTarget):
    shared: Counts

    def open(self, kind: Kind, replicas: Sequence[str], /) -> None:
        self.shared.clear()
        super().open(kind, replicas)


def increment(counts: Counts, replica: str, by: object) -> None:
    counts[replica] = counts.get(replica, 0) + amount(by)


@wrong(
    breaks=("CNT-NEW", "MSG-FROZEN"), history="A+1 B?", events=2, seen="mutable defaults, wherever Python is written"
)
def target() -> ValueTarget:
    shared: Counts = {}
    library = Library(
        new=lambda _: shared, increment=increment, merge=lambda x, y: x.update(larger(x, y)), value=total, copy=dict
    )
    made = Forgetful(Hello(name="shares one state", kinds={Kind.G_COUNTER: Options()}), {Kind.G_COUNTER: library})
    made.shared = shared
    return made
