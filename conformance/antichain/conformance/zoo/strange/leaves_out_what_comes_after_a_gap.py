"""Accepts only the next delta of each sender, as it declares."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import claiming
from antichain.conformance.zoo.wrong import delta_order_assumed


@right
def target() -> ValueTarget:
    return claiming(delta_order_assumed.target(), Kind.G_COUNTER, delta="in-order")
