"""Writes counts into columns of ten digits, and loses the leading digits of longer ones."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import version_vector, written


@wrong(breaks=("WIRE-ROUND",), history="{a:2^35} through bytes", events=1, seen="records of fixed width")
def target() -> ValueTarget:
    return version_vector(options={"construct": True, "wire": True}, construct=dict, **written(lambda n: n % 10**10))
