"""Drops entries of other replicas without news for a year, as it declares."""

from collections.abc import Callable

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import order, version_vector

Aged = dict[str, tuple[int, int]]
"""The count of each replica, and the time at which it grew."""
YEAR = 365 * 24 * 3600


class Time:
    """The time of the library, in seconds."""

    def __init__(self) -> None:
        self.now = 0

    def advance(self, seconds: int) -> None:
        self.now += seconds


def aging(keeps: Callable[[str, str], bool]) -> ValueTarget:
    """Return clocks that forget old entries at each tick, but for those that ``keeps`` says, by entry and replica."""
    time = Time()

    def tick(clock: Aged, replica: str) -> Aged:
        young = {r: (n, at) for r, (n, at) in clock.items() if keeps(r, replica) or time.now - at < YEAR}
        return {**young, replica: (young.get(replica, (0, 0))[0] + 1, time.now)}

    return version_vector(
        options={"forgets": "age"},
        tick=tick,
        merge=lambda x, y: {r: max(x.get(r, (0, 0)), y.get(r, (0, 0))) for r in x | y},
        compare=lambda x, y: order({r: n for r, (n, _) in x.items()}, {r: n for r, (n, _) in y.items()}),
        advance=time.advance,
    )


@right
def target() -> ValueTarget:
    return aging(lambda entry, replica: entry == replica)
