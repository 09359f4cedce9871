"""Ignores its own entry in a message, since its own count is never behind."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, larger, tick, vector_clock


def receive(mine: Counts, theirs: Counts, replica: str) -> Counts:
    return tick(larger(mine, {name: n for name, n in theirs.items() if name != replica}), replica)


@right
def target() -> ValueTarget:
    return vector_clock(options={"construct": True, "entries": True}, construct=dict, receive=receive, entries=dict)
