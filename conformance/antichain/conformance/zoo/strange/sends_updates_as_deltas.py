"""Keeps every update, and sends the new ones as a delta."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import by_logs


@right
def target() -> ValueTarget:
    return by_logs()
