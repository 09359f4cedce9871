"""Caches its total, and computes it again only after a change."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import add, counter, larger, total


class Cached(dict[str, int]):
    sum: int | None = None


def value(counts: Cached) -> int:
    if counts.sum is None:
        counts.sum = total(counts)
    return counts.sum


@right
def target() -> ValueTarget:
    return counter(
        new=lambda _: Cached(),
        increment=lambda counts, r, by: Cached(add(counts, r, by)),
        merge=lambda x, y: Cached(larger(x, y)),
        value=value,
    )
