"""Ticks by any size, and shows an entry of a replica that does not exist."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import version_vector


@wrong(breaks=("TICK-STRICT",), history="A is asked what it holds", events=2)
def target() -> ValueTarget:
    options = {"entries": True, "step": "increasing"}
    return version_vector(options=options, entries=lambda clock: {**clock, "stranger": 7})
