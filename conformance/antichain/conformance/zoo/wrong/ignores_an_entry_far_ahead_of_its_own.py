"""Its merge keeps its own entry of a replica, if the other entry is more than 1000 ahead of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.zoo.member import wrong
from antichain.conformance.zoo.parts import larger, version_vector

if TYPE_CHECKING:
    from antichain.conformance.adapters.values import ValueTarget
    from antichain.conformance.zoo.parts import Counts

__all__ = ["target"]


def _merge(x: Counts, y: Counts) -> Counts:
    return larger(x, {r: n for r, n in y.items() if r not in x or n <= x[r] + 1000})


@wrong(
    breaks=("ORD-COHERENT", "ORD-EQUAL"),
    history="B<{a:1} B<{a:2^14}",
    events=5,
    seen="sequence numbers that are compared within a window",
)
def target() -> ValueTarget:
    """Return the target."""
    return version_vector(options={"construct": True}, construct=dict, merge=_merge)
