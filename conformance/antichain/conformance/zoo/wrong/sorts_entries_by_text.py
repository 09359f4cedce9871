"""Writes entries in the order of names as text, but reads them in the order of names as numbers."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, decode, encode, version_vector


def write(counts: Counts) -> bytes:
    return encode([sorted(counts), [counts[r] for r in sorted(counts)]])


def read(data: bytes) -> Counts:
    names, counts = decode(data)
    by_number = sorted(names, key=lambda name: (len(name), name))
    return dict(zip(by_number, counts, strict=True))


@wrong(breaks=("WIRE-ORDER",), history="9. 10. 10. meet, through bytes", events=5, seen="syncthing #10050")
def target() -> ValueTarget:
    return version_vector(options={"wire": True}, encode=write, decode=read)
