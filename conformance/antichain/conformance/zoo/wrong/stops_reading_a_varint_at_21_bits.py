"""Stops reading a varint after its third byte."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import decode, encode, vector_clock


def write(number: int) -> list[int]:
    groups = [number % 128]
    while number := number // 128:
        groups.append(number % 128)
    return groups


def read(groups: list[int]) -> int:
    return sum(group << shift for shift, group in zip(range(0, 21, 7), groups, strict=False))


@wrong(breaks=("WIRE-ROUND",), history="{a:2^21} through bytes", events=1, seen="loops that stop one byte early")
def target() -> ValueTarget:
    return vector_clock(
        options={"construct": True, "wire": True},
        construct=dict,
        encode=lambda clock: encode({replica: write(n) for replica, n in clock.items()}),
        decode=lambda data: {replica: read(groups) for replica, groups in decode(data).items()},
    )
