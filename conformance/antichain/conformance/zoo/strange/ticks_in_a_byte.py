"""Keeps the entries of a version vector in one byte each, and refuses a tick beyond."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, decode, encode, version_vector
from antichain.conformance.zoo.parts import tick as one_more

FULL = 255


def within(counts: Counts) -> Counts:
    if max(counts.values(), default=0) > FULL:
        code = "overflow"
        raise Rejected(code)
    return counts


@right
def target() -> ValueTarget:
    return version_vector(
        options={"max": FULL, "overflow": "reject", "wire": True, "construct": True, "entries": True},
        tick=lambda counts, replica: within(one_more(counts, replica)),
        entries=dict,
        construct=lambda entries: within(dict(entries)),
        encode=encode,
        decode=decode,
    )
