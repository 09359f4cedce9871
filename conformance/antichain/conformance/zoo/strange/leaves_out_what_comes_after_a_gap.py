"""Takes the next delta of each sender and no other, as it says."""

from antichain.conformance.protocol import Kind
from antichain.conformance.values import Values
from antichain.conformance.zoo import delta_order_assumed
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import claiming


@right
def target() -> Values:
    return claiming(delta_order_assumed.target(), Kind.G_COUNTER, delta="in-order")
