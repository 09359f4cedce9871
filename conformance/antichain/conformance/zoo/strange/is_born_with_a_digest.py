"""Has an own entry from its start, and a digest that contains it."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import right
from antichain.conformance.zoo.parts import version_vector
from antichain.conformance.zoo.strange.is_born_with_an_entry import order


@right
def target() -> ValueTarget:
    return version_vector(
        options={"birth": "entry", "digest": True},
        new=lambda replica: {replica: 0},
        compare=order,
        digest=lambda counts: repr(sorted(counts.items())),
    )
