"""Keeps its entries as a sorted list of pairs."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import Counts, decode, encode, larger, order, tick, version_vector


@right
def target() -> ValueTarget:
    def listed(clock: Counts) -> list[tuple[str, int]]:
        return sorted(clock.items())

    return version_vector(
        options={"wire": True, "construct": True},
        new=lambda _: [],
        tick=lambda pairs, r: listed(tick(dict(pairs), r)),
        merge=lambda x, y: listed(larger(dict(x), dict(y))),
        compare=lambda x, y: order(dict(x), dict(y)),
        construct=listed,
        encode=encode,
        decode=decode,
    )
