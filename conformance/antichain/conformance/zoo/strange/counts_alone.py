"""Has a single replica, which exchanges no messages."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import counter


@right
def target() -> ValueTarget:
    return counter(options={"replicas": 1})
