"""Ignores its own deltas, so a copy of its disk expects the first of them."""

from antichain.conformance.adapters.durable_values import DurableValueTarget
from antichain.conformance.protocol.claims import Fault
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Next, Numbered, NumberedServers, hear, served_by_deltas


def merge(mine: Numbered, theirs: Numbered | Next) -> Numbered:
    own = isinstance(theirs, Next) and theirs.sender == mine.name
    return mine if own else hear(mine, theirs)


@right
def target() -> DurableValueTarget:
    return served_by_deltas(NumberedServers, Fault.CLONE, merge=merge)
