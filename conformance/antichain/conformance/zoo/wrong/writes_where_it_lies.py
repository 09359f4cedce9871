"""Writes the memory address of its state, which is valid only in this process."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter


@wrong(
    breaks=("WIRE-ROUND",),
    history="A+1 A>m, B in another process <m",
    events=2,
    seen="handles sent as if they were values",
)
def target() -> ValueTarget:
    memory: list[Counts] = []

    def write(counts: Counts) -> bytes:
        memory.append(dict(counts))
        return str(len(memory) - 1).encode()

    def read(data: bytes) -> Counts:
        return dict(memory[int(data)]) if int(data) < len(memory) else {}

    return counter(options={"wire": True}, encode=write, decode=read)
