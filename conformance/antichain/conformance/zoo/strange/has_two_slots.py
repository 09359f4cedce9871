"""Has room for two replicas, under any names."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import claiming
from antichain.conformance.zoo.wrong import has_room_for_two


@right
def target() -> ValueTarget:
    return claiming(has_room_for_two.target(), Kind.G_COUNTER, replicas=2, entries=True)
