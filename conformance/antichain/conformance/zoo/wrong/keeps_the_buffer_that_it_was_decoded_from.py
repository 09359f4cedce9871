"""Decodes a message when it is first used, from a buffer that the caller may have overwritten."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter, decode, encode, larger

State = Counts | bytearray


def read(state: State) -> Counts:
    return decode(bytes(state)) if isinstance(state, bytearray) else state


@wrong(
    breaks=("MSG-FROZEN",), history="A+1 A>m, m is decoded, its buffer is emptied, C<m", events=3, seen="lazy decoders"
)
def target() -> ValueTarget:
    return counter(
        options={"wire": True, "reuse": True},
        merge=lambda mine, theirs: larger(mine, read(theirs)),
        encode=lambda state: encode(read(state)),
        decode=lambda buffer: buffer,
        reads_buffers=True,
    )
