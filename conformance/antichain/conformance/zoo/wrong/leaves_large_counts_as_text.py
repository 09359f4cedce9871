"""Reads large counts from bytes as text, and appends the next count instead of adding it."""

from typing import Any

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import counter, decode, encode


def read(data: bytes) -> dict[str, Any]:
    return {replica: n if n < 2**53 else str(n) for replica, n in decode(data).items()}


def merge(x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    return {replica: max(x.get(replica, 0), y.get(replica, 0), key=int) for replica in x | y}


def value(counts: dict[str, Any]) -> int:
    summed: Any = 0
    for n in counts.values():
        summed = f"{summed}{n}" if isinstance(summed, str) or isinstance(n, str) else summed + n
    return int(summed)


@wrong(
    breaks=("WIRE-BIG",),
    history="A+2^53 B+1 A>m B<m through bytes",
    events=3,
    seen="64-bit numbers in the JSON of protobuf, read by JavaScript",
)
def target() -> ValueTarget:
    return counter(options={"wire": True}, encode=encode, decode=read, merge=merge, value=value)
