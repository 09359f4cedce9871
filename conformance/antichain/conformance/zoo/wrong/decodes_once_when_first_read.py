"""Decodes a message when it is first read, and then keeps the result."""

from dataclasses import dataclass, field

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, add, counter, decode, encode, larger, total


@dataclass
class Lazy:
    counts: Counts = field(default_factory=dict)
    buffer: bytearray | None = None

    def read(self) -> Counts:
        if self.buffer is not None:
            self.counts, self.buffer = decode(bytes(self.buffer)), None
        return self.counts


@wrong(
    breaks=("MSG-FROZEN",), history="A+1 A>m, m is decoded, its buffer is emptied, C<m", events=3, seen="lazy decoders"
)
def target() -> ValueTarget:
    return counter(
        options={"wire": True, "reuse": True},
        new=lambda _: Lazy(),
        increment=lambda mine, replica, by: Lazy(add(mine.read(), replica, by)),
        merge=lambda mine, theirs: Lazy(larger(mine.read(), theirs.read())),
        value=lambda mine: total(mine.read()),
        copy=lambda mine: mine,
        encode=lambda mine: encode(mine.read()),
        decode=lambda buffer: Lazy(buffer=buffer),
        reads_buffers=True,
    )
