"""Offers no comparison, and shows its entries."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import version_vector


@right
def target() -> ValueTarget:
    return version_vector(options={"compare": "none", "entries": True}, compare=None, entries=dict)
