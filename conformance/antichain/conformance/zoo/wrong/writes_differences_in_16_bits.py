"""Writes the first count in full, and the difference to the previous count in 16 bits for the others."""

from itertools import accumulate

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, decode, encode, version_vector


def write(clock: Counts) -> bytes:
    counts = sorted(clock.items())
    before = [0, *(n for _, n in counts)]
    cut = [
        (name, n - b if b == 0 else (n - b + 2**15) % 2**16 - 2**15)
        for (name, n), b in zip(counts, before, strict=False)
    ]
    return encode(cut)


def read(data: bytes) -> Counts:
    entries = decode(data)
    return dict(zip((name for name, _ in entries), accumulate(n for _, n in entries), strict=True))


@wrong(breaks=("WIRE-ROUND",), history="{a:2^21,b:2} through bytes", events=1, seen="delta encoding of columns")
def target() -> ValueTarget:
    return version_vector(options={"construct": True, "wire": True}, construct=dict, encode=write, decode=read)
