"""An obligation as SMT-LIB text: the one form in which every judge gets it.

The text depends on the obligation alone, not on what else was proved in the same process, and uses standard syntax:
uninterpreted functions, whole numbers, quantifiers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

from antichain.proofs.logic.finite_structure import symbols
from antichain.proofs.logic.term_cache import once_per_term

if TYPE_CHECKING:
    from collections.abc import Iterable

    from antichain.proofs.logic.obligation import Obligation

__all__ = ["script"]


def script(asked: Obligation, *, goal: bool = True) -> str:
    """Return the question whether hypotheses and negated goal can hold together; ``unsat`` means proved.

    Without ``goal`` it is the question whether the hypotheses alone can.
    """
    negated = {"not the goal": z3.Not(asked.goal)} if goal else {}
    named = {**asked.hypotheses, **negated}
    return "\n".join([f"; {asked.id}", *_declarations(named.values()), *_assertions(named), "(check-sat)", ""])


def _declarations(terms: Iterable[z3.ExprRef]) -> list[str]:
    free = symbols(terms).values()
    sorts = {sort.name() for decl in free for sort in _sorts(decl) if sort.kind() == z3.Z3_UNINTERPRETED_SORT} | {
        sort for term in terms for sort in _bound_sorts(term)
    }
    return ["(set-logic ALL)", *(f"(declare-sort {sort} 0)" for sort in sorted(sorts)), *(d.sexpr() for d in free)]


def _sorts(decl: z3.FuncDeclRef) -> list[z3.SortRef]:
    return [decl.range(), *(decl.domain(place) for place in range(decl.arity()))]


@once_per_term
def _bound_sorts(term: z3.ExprRef) -> frozenset[str]:
    """Return the uninterpreted sorts that only a quantifier mentions."""
    own: set[str] = set()
    if z3.is_quantifier(term):
        bound = [term.var_sort(place) for place in range(term.num_vars())]
        own = {sort.name() for sort in bound if sort.kind() == z3.Z3_UNINTERPRETED_SORT}
    return frozenset(own).union(*(_bound_sorts(part) for part in term.children()))


@once_per_term
def _printed(term: z3.ExprRef) -> str:
    return str(term.sexpr())


def _assertions(named: dict[str, z3.BoolRef]) -> list[str]:
    return [f"; {name}\n(assert {_printed(term)})" for name, term in named.items()]
