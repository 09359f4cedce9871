"""Takes over whatever its only peer says, so that old news must not come late."""

from antichain.conformance.protocol import Kind
from antichain.conformance.values import Values
from antichain.conformance.zoo import believes_its_only_peer
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import claiming


@right
def target() -> Values:
    return claiming(believes_its_only_peer.target(), Kind.G_COUNTER, channel="fifo", replicas=2)
