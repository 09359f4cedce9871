"""Keeps the map of entries that constructed it, which the caller may change later."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import version_vector


@wrong(breaks=("MSG-FROZEN",), history="{A: 1} is made, and its map is emptied", events=2, seen="maps by reference")
def target() -> ValueTarget:
    return version_vector(options={"construct": True, "reuse": True}, construct=lambda entries: entries)
