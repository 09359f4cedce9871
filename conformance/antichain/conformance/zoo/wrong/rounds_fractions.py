"""Claims to count fractions, but rounds one half to zero."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, add, counter


def increment(counts: Counts, replica: str, by: float) -> Counts:
    small = isinstance(by, float) and abs(by) < 1e9
    return add(counts, replica, int(by) if small else by)


@wrong(
    breaks=("CNT-INTEGER",),
    history="A+0.5",
    events=1,
    seen="conversions to whole numbers, wherever a language does them in silence",
)
def target() -> ValueTarget:
    return counter(increment=increment)
