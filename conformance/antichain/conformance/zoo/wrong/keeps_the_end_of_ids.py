"""Accepts ids with twelve digits, but keeps only the last eight."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter

PATTERN = "00000000-0000-4000-8000-############"


@wrong(
    breaks=("ID-DISTINCT",),
    history="...000000000001+1 ...000100000001+1 merge",
    events=3,
    seen="short forms of UUIDs as keys",
)
def target() -> ValueTarget:
    return renamed_counter(lambda name: name[-8:], ids="pattern", ids_pattern=PATTERN)
