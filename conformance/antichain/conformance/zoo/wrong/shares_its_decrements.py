"""Copies its increments into a message, but shares its decrements with it."""

from typing import Any

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, amount, one, total

Both = tuple[Counts, Counts]


def count(side: int) -> Any:  # noqa: ANN401 — a function of the library
    def change(counts: Both, replica: str, by: object) -> None:
        counts[side][replica] = counts[side].get(replica, 0) + amount(by)

    return change


def merge(mine: Both, theirs: Both) -> None:
    for counts, others in zip(mine, theirs, strict=True):
        for replica, number in others.items():
            counts[replica] = max(counts.get(replica, 0), number)


@wrong(breaks=("MSG-FROZEN",), history="A-1 A>m A-1 B<m", events=5, seen="shallow copies")
def target() -> ValueTarget:
    library = Library(
        new=lambda _: ({}, {}),
        increment=count(0),
        decrement=count(1),
        merge=merge,
        value=lambda counts: total(counts[0]) - total(counts[1]),
        copy=lambda counts: (dict(counts[0]), counts[1]),
    )
    return one(Kind.PN_COUNTER, library)
