"""Fails if a message arrives twice, and declares a channel that repeats none."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import claiming
from antichain.conformance.zoo.wrong import fails_at_repetition


@right
def target() -> ValueTarget:
    return claiming(fails_at_repetition.target(), Kind.G_COUNTER, channel="fifo-once")
