"""Has one replica, which exchanges messages with no other."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import counter


@right
def target() -> ValueTarget:
    return counter(options={"replicas": 1})
