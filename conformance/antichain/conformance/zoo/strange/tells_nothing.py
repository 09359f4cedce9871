"""Lets nobody compare, and shows its entries."""

from antichain.conformance.values import Values
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import version_vector


@right
def target() -> Values:
    return version_vector(options={"compare": "none", "entries": True}, compare=None, entries=dict)
