"""Writes counts in the order of names as text, but reads them in the order of names as numbers."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter, decode, encode


def write(counts: Counts) -> bytes:
    return encode([sorted(counts), [counts[r] for r in sorted(counts)]])


def read(data: bytes) -> Counts:
    names, counts = decode(data)
    by_number = sorted(names, key=lambda name: (len(name), name))
    return dict(zip(by_number, counts, strict=True))


@wrong(breaks=("WIRE-ORDER",), history="ids 9 and 10", events=4, seen="syncthing #10050")
def target() -> ValueTarget:
    return counter(options={"wire": True}, encode=write, decode=read)
