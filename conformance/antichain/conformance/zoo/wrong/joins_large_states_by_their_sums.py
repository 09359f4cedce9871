"""Takes the clock with the larger sum instead of the join, if both are large."""

from antichain.conformance.adapters.values import ValueTarget
from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import Counts, larger, total, version_vector


def merge(x: Counts, y: Counts) -> Counts:
    return larger(x, y) if min(total(x), total(y)) < 2**32 else max(x, y, key=total)


@wrong(
    breaks=("ORD-COHERENT",),
    history="{a:2^32,b:2^32-1} and {a:2^32-1,b:2^32} constructed, C<, C<, ? {both}",
    events=5,
    seen="shortcuts for states that are too large to join",
)
def target() -> ValueTarget:
    return version_vector(options={"construct": True}, construct=dict, merge=merge)
