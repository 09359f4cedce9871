"""Writes the dotless letter ı as i."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


@wrong(
    breaks=("ID-DISTINCT",),
    history="the two letters i, each +1, merge",
    events=3,
    seen="case folding under Turkish rules",
)
def target() -> ValueTarget:
    return renamed_counter(lambda name: name.replace("\u0131", "i"))
