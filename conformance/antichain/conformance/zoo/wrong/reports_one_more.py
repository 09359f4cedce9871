"""Shows one event more than it counted."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import vector_clock


@wrong(breaks=("ENT-EXACT",), history="A.", events=1)
def target() -> ValueTarget:
    return vector_clock(options={"entries": True}, entries=lambda clock: {r: n + 1 for r, n in clock.items()})
