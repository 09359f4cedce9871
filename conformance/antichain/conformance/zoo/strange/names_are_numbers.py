"""Takes replicas by their numbers only."""

from antichain.conformance.values import Values
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import tick, version_vector


@right
def target() -> Values:
    options = {"ids": "integer", "entries": True}
    return version_vector(options=options, tick=lambda clock, replica: tick(clock, str(int(replica))), entries=dict)
