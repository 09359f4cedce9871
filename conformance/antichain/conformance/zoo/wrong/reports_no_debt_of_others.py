"""Reads 0 where all that it knows are decrements of others."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Signed, amount, balance, balanced, decode, encode, larger_pairs, shift

Held = tuple[Signed, str]


@wrong(breaks=("CNT-BELOW",), history="A-1 A>m B<m, B reads", events=2)
def target() -> ValueTarget:
    def value(mine: Held) -> int:
        counts, name = mine
        return balance(counts) if name in counts or any(added for added, _ in counts.values()) else 0

    return balanced(
        options={"wire": True},
        new=lambda replica: ({}, replica),
        increment=lambda mine, replica, by: (shift(mine[0], replica, amount(by), 0), mine[1]),
        decrement=lambda mine, replica, by: (shift(mine[0], replica, 0, amount(by)), mine[1]),
        merge=lambda mine, theirs: (larger_pairs(mine[0], theirs[0]), mine[1]),
        value=value,
        encode=encode,
        decode=lambda data: ({name: tuple(pair) for name, pair in decode(data)[0].items()}, ""),
    )
