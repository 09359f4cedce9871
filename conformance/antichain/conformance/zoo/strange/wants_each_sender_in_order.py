"""Replaces the count of its only peer by each message, and declares that messages must arrive in order."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import claiming
from antichain.conformance.zoo.wrong import believes_its_only_peer


@right
def target() -> ValueTarget:
    return claiming(believes_its_only_peer.target(), Kind.G_COUNTER, channel="fifo", replicas=2)
