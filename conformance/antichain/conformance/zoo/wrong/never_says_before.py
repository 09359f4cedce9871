"""Answers false for every happened-before question."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, order, vector_clock


def compare(x: Counts, y: Counts) -> str:
    return "equal" if order(x, y) == "equal" else "concurrent"


@wrong(
    breaks=("ORD-BEFORE", "TICK-STRICT", "RECV-TICK"),
    history="{a:1} ? {a:1,b:1}",
    events=2,
    seen="microsoft/agent-governance-toolkit #2335",
)
def target() -> ValueTarget:
    return vector_clock(compare=compare)
