"""Sends None instead of an empty delta."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, add, counter, larger, total

Both = tuple[Counts, Counts]


def delta(both: Both) -> tuple[Counts | None, Both]:
    return both[1] or None, (both[0], {})


def increment(both: Both, replica: str, by: object) -> Both:
    counts = add(both[0], replica, by)
    return counts, {**both[1], replica: counts[replica]}


def merge(both: Both, theirs: Both | Counts | None) -> Both:
    heard = theirs[0] if isinstance(theirs, tuple) else theirs or {}
    return larger(both[0], heard), both[1]


@right
def target() -> ValueTarget:
    return counter(
        options={"delta": "any-order"},
        new=lambda _: ({}, {}),
        increment=increment,
        merge=merge,
        value=lambda both: total(both[0]),
        delta=delta,
    )
