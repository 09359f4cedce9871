"""Has room for two replicas, whoever they are."""

from antichain.conformance.protocol import Kind
from antichain.conformance.values import Values
from antichain.conformance.zoo import has_room_for_two
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import claiming


@right
def target() -> Values:
    return claiming(has_room_for_two.target(), Kind.G_COUNTER, replicas=2, entries=True)
