"""Folds a replica's id into eight bytes by exclusive or."""

from functools import reduce

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import renamed_counter


def folded(name: str) -> str:
    data = name.encode()
    blocks = [int.from_bytes(data[start : start + 8].ljust(8, b"\0")) for start in range(0, len(data), 8)]
    return f"{len(data)} {reduce(int.__xor__, blocks, 0)}"


@wrong(
    breaks=("ID-DISTINCT",),
    history="two ids with their halves exchanged, each +1, merge",
    events=3,
    seen="syncthing #1614",
)
def target() -> ValueTarget:
    return renamed_counter(folded)
