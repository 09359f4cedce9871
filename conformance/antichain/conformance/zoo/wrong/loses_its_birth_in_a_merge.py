"""Has an own entry from its start, but drops it with all zeros in a merge."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import larger, version_vector
from antichain.conformance.zoo.strange.is_born_with_an_entry import order


@wrong(breaks=("ORD-BEFORE",), history="A ticks, B<A, A ? B", events=2, seen="zeros that are swept away")
def target() -> ValueTarget:
    return version_vector(
        options={"birth": "entry"},
        new=lambda replica: {replica: 0},
        merge=lambda x, y: {replica: count for replica, count in larger(x, y).items() if count},
        compare=order,
    )
