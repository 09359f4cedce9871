"""Claims to resume from a state with its own count, but ignores its own count in a state."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, larger, order, tick, version_vector

Named = tuple[str, Counts]


def merge(mine: Named, theirs: Named) -> Named:
    name, counts = mine
    joined = larger(counts, theirs[1])
    return name, {replica: count for replica, count in joined.items() if replica != name or replica in counts} | (
        {name: counts[name]} if name in counts else {}
    )


@wrong(breaks=("ID-RESUME",), history="{A:2} made as m, A<m, A. m ? A", events=3, seen="restores of a lost disk")
def target() -> ValueTarget:
    return version_vector(
        options={"construct": True, "resume": True},
        new=lambda replica: (replica, {}),
        tick=lambda mine, replica: (mine[0], tick(mine[1], replica)),
        merge=merge,
        compare=lambda x, y: order(x[1], y[1]),
        construct=lambda entries: ("", dict(entries)),
    )
