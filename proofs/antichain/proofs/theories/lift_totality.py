"""LIFT: what the lift says of each slot function is a function: its leaves cover all numbers, and no two overlap."""

from __future__ import annotations

import inspect
from itertools import combinations
from typing import TYPE_CHECKING

import z3

from antichain.model import slots
from antichain.proofs.logic.lift import leaves
from antichain.proofs.logic.obligation import obligation
from antichain.proofs.logic.theorem import Theorem
from antichain.proofs.logic.worlds import clock_worlds

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.proofs.logic.theorem import Subject

__all__ = ["theorems"]


def theorems(subject: Subject) -> tuple[Theorem, ...]:
    """Return, for each slot function, the theorem that its leaves are exhaustive and exclusive."""
    return tuple(_total(name, slot) for name, slot in subject.kernel._asdict().items())


def _total(name: str, slot: Callable[..., object]) -> Theorem:
    letters = [z3.Int(letter) for letter in inspect.signature(getattr(slots, name)).parameters]
    conditions = [leaf.condition for leaf in leaves(slot, *letters)]
    never = z3.BoolVal(val=False)
    overlaps = [never, *(z3.And(one, other) for one, other in combinations(conditions, 2))]
    return Theorem(
        f"LIFT-{name}",
        f"every {', '.join(map(str, letters))} takes exactly one path through slots.{name}",
        (
            obligation(f"LIFT-{name}.exhaustive", z3.Or(conditions), clock_worlds()),
            obligation(f"LIFT-{name}.exclusive", z3.Not(z3.Or(overlaps)), clock_worlds()),
        ),
    )
