"""Keeps every update, and sends as a delta those that are new."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import by_logs


@right
def target() -> ValueTarget:
    return by_logs()
