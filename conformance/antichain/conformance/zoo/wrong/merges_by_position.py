"""Numbers replicas in the order of their arrival, itself first, and merges entries by these numbers."""

from itertools import zip_longest

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import amount, counter


def increment(slots: list[int], _: str, by: object) -> list[int]:
    return [slots[0] + amount(by), *slots[1:]] if slots else [amount(by)]


@wrong(breaks=("CNT-UNION",), history="A+1 B+1 A>m B<m", events=3, seen="nurl-lang/nurl #169")
def target() -> ValueTarget:
    return counter(
        new=lambda _: [],
        increment=increment,
        merge=lambda x, y: [max(pair) for pair in zip_longest(x, y, fillvalue=0)],
        value=sum,
    )
