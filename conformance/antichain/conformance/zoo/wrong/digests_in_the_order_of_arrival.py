"""Computes the digest from its entries in the order of their arrival."""

from hashlib import sha256

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import encode, version_vector


@wrong(
    breaks=("LIB-DIGEST",),
    history="A. B. B<A A<B, digests of A and B",
    events=4,
    seen="checksums of encoded maps",
)
def target() -> ValueTarget:
    return version_vector(options={"digest": True}, digest=lambda clock: sha256(encode(clock)).hexdigest())
