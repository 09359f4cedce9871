"""A cache of results about terms. Terms cannot be keys of a dictionary: their ``==`` is a term."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    import z3

__all__ = ["once_per_term"]

V = TypeVar("V")


def once_per_term(work: Callable[[z3.ExprRef], V]) -> Callable[[z3.ExprRef], V]:
    """Return the same function, computed once for each term."""
    known: dict[int, tuple[z3.ExprRef, V]] = {}

    @wraps(work)
    def remembered(term: z3.ExprRef) -> V:
        key = term.get_id()
        if key not in known:
            known[key] = (term, work(term))  # the term is kept, so that its number stays its own
        return known[key][1]

    return remembered
