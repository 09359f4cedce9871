"""Writes lines of the form name=count, and ends a name at its first equals sign."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, counter, decode, encode


def read(data: bytes) -> Counts:
    lines = (line.split("=") for line in decode(data))
    return {parts[0]: int(parts[-1]) for parts in lines}


@wrong(
    breaks=("WIRE-ROUND",), history="a=b+1 a=c+1 merge and tell a, through bytes", events=4, seen="files of properties"
)
def target() -> ValueTarget:
    return counter(
        options={"wire": True}, encode=lambda counts: encode([f"{name}={n}" for name, n in counts.items()]), decode=read
    )
