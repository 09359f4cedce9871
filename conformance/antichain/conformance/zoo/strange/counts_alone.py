"""Has one replica, and nobody to talk to."""

from antichain.conformance.values import Values
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import counter


@right
def target() -> Values:
    return counter(options={"replicas": 1})
