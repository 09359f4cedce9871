"""Caches the total at a read, and does not update it after a merge."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import add, counter, larger, total


class Cached(dict[str, int]):
    sum: int | None = None


def merge(x: Cached, y: Cached) -> None:
    x.update(larger(x, y))


def value(counts: Cached) -> int:
    if counts.sum is None:
        counts.sum = total(counts)
    return counts.sum


@wrong(breaks=("MSG-PURE",), history="A+1 A>m, B is read, B<m", events=2)
def target() -> ValueTarget:
    return counter(
        new=lambda _: Cached(),
        increment=lambda counts, r, by: Cached(add(counts, r, by)),
        merge=merge,
        value=value,
        copy=Cached,
    )
