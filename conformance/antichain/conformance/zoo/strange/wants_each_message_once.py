"""Refuses to hear the same twice."""

from antichain.conformance.protocol import Kind
from antichain.conformance.values import Values
from antichain.conformance.zoo import fails_at_repetition
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import claiming


@right
def target() -> Values:
    return claiming(fails_at_repetition.target(), Kind.G_COUNTER, channel="fifo-once")
