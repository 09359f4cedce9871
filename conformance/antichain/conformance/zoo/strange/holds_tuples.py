"""Keeps immutable tuples, so two stamps of one state are one object, and sorts them."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import larger, order, tick, version_vector

Pairs = tuple[tuple[str, int], ...]


def pairs(counts: dict[str, int]) -> Pairs:
    return tuple(sorted(counts.items()))


def compare(x: Pairs, y: Pairs) -> str:
    return order(dict(x), dict(y))


@right
def target() -> ValueTarget:
    return version_vector(
        options={"sort": True},
        new=lambda _: (),
        tick=lambda held, replica: pairs(tick(dict(held), replica)),
        merge=lambda x, y: pairs(larger(dict(x), dict(y))),
        compare=compare,
        sort=lambda states: sorted(states, key=lambda held: (sum(count for _, count in held), held)),
    )
