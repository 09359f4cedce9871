"""Copies the map of entries that constructs it, but keeps the map itself if it has more than four entries."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, version_vector

FEW = 4


def construct(entries: Counts) -> Counts:
    return entries if len(entries) > FEW else dict(entries)


@wrong(
    breaks=("MSG-FROZEN",), history="{A:1 ... E:1} is made, and its map is emptied", events=2, seen="small-size copies"
)
def target() -> ValueTarget:
    return version_vector(options={"construct": True, "reuse": True}, construct=construct)
