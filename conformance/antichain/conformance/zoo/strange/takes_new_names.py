"""Takes a new name whenever it cannot be sure of the old one."""

from antichain.conformance.protocol import Fault, Kind
from antichain.conformance.servers import Servers
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import served


@right
def target() -> Servers:
    return served(Servers, Kind.PN_COUNTER, *Fault)
