"""Dots: the single events that a clock knows, each a replica and a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

if TYPE_CHECKING:
    from antichain.proofs.logic.symbolic import Clock

__all__ = ["dot"]


def dot(x: Clock, q: z3.ExprRef, k: z3.ArithRef) -> z3.BoolRef:
    """Return whether the ``k``-th event of ``q`` is among those that ``x`` knows: ``(q, k) ∈ D x``."""
    return z3.And(k >= 1, k <= x(q))
