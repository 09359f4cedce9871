"""Writes at most two bytes of seven bits for a count, and loses the higher bits."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import version_vector, written


@wrong(breaks=("WIRE-ROUND",), history="{a:2^14} through bytes", events=1, seen="varints in a fixed buffer")
def target() -> ValueTarget:
    return version_vector(options={"construct": True, "wire": True}, construct=dict, **written(lambda n: n % 2**14))
