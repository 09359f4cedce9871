"""Compares all entries but the last one, if a clock has exactly 16."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, order, version_vector

PAGE = 16


def read(clock: Counts) -> Counts:
    names = sorted(clock)
    return {name: clock[name] for name in (names[:-1] if len(names) == PAGE else names)}


@wrong(breaks=("ORD-BEFORE",), history="{A:1 ... P:1} ? {A:1 ... P:2}", events=2, seen="loops over blocks of a vector")
def target() -> ValueTarget:
    return version_vector(options={"construct": True}, construct=dict, compare=lambda x, y: order(read(x), read(y)))
