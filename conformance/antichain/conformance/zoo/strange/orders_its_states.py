"""Compares the states of a counter, and has a digest of each."""

from hashlib import sha256

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, counter, encode, order


def digest(counts: Counts) -> str:
    held = {replica: counts[replica] for replica in sorted(counts) if counts[replica]}
    return sha256(encode(held)).hexdigest()


@right
def target() -> ValueTarget:
    return counter(options={"compare": "states", "digest": True}, compare=order, digest=digest)
