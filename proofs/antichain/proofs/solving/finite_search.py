"""A small state in which an obligation fails, found by a solver: two replicas, few events, small numbers.

A step may break an invariant only from a state that no short run reaches, or none at all: then the invariants are not
inductive, and this state is the reason. Every quantifier is written out for the elements there are, so that the solver
decides; what it finds counts when Python evaluates the very terms of the question to the same.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import z3

from antichain.proofs.logic.finite_structure import Structure, symbols
from antichain.proofs.logic.symbolic import BOOL, EVENT, REPLICA
from antichain.proofs.solving.countermodel import witnesses_failure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from antichain.proofs.logic.finite_structure import Value
    from antichain.proofs.logic.obligation import Obligation

    Elements = Mapping[str, Mapping[Value, z3.ExprRef]]

__all__ = ["failing_state"]

_SMALL = 3


def failing_state(asked: Obligation) -> Structure | None:
    """Return a state in which the hypotheses hold and the goal does not, the fewest events and numbers first.

    If no small numbers suffice, numbers next to those in the question are tried too.
    """
    sizes: list[tuple[int, Sequence[int]]] = [(1, range(2)), (2, range(3)), (3, range(4))]
    if mentioned := _mentioned(asked):
        sizes.append((2, sorted({0, 1, 2}.union(*({n - 1, n, n + 1} for n in mentioned)))))
    for events, numbers in sizes:
        elements: Elements = {
            "Replica": {name: z3.Const(name, REPLICA) for name in "AB"},
            "Event": {name: z3.Const(name, EVENT) for name in ("e1", "e2", "e3")[:events]},
            "Int": {n: z3.IntVal(n) for n in numbers},
            "Bool": {False: z3.BoolVal(val=False), True: z3.BoolVal(val=True)},
        }
        found = _solved(asked, elements)
        if found is not None and witnesses_failure(asked, found):
            return found
    return None


def _mentioned(asked: Obligation) -> set[int]:
    """Return the larger numbers that a question mentions."""
    found: set[int] = set()
    waiting = [*asked.hypotheses.values(), asked.goal]
    while waiting:
        term = waiting.pop()
        if z3.is_int_value(term) and term.as_long() > _SMALL:
            found.add(term.as_long())
        waiting += term.children()
    return found


def _solved(asked: Obligation, elements: Elements) -> Structure | None:
    terms = [*asked.hypotheses.values(), z3.Not(asked.goal)]
    free = symbols(terms)
    solver = z3.Solver()
    solver.set(rlimit=5_000_000, random_seed=0)
    solver.add(*(z3.Distinct(*elements[sort].values()) for sort in ("Replica", "Event")))
    solver.add(*(_written_out(term, elements) for term in terms))
    for decl in free.values():
        if decl.range() != BOOL:
            inside = elements[decl.range().name()].values()
            solver.add(*(z3.Or([decl(*a) == each for each in inside]) for _, a in _arguments(decl, elements)))
    if solver.check() != z3.sat:
        return None
    model = solver.model()
    universe = {sort: tuple(each) for sort, each in elements.items()}
    return Structure(universe, {name: _table(decl, model, elements) for name, decl in free.items()})


def _arguments(decl: z3.FuncDeclRef, elements: Elements) -> list[tuple[tuple[Value, ...], tuple[z3.ExprRef, ...]]]:
    """Return every choice of arguments: what they are called, and their terms."""
    domains = [elements[decl.domain(place).name()].items() for place in range(decl.arity())]
    return [(tuple(name for name, _ in chosen), tuple(term for _, term in chosen)) for chosen in product(*domains)]


def _written_out(term: z3.ExprRef, elements: Elements) -> z3.ExprRef:
    """Return the term with every quantifier written out for the elements there are."""
    if z3.is_quantifier(term):
        ranges = [elements[term.var_sort(place).name()].values() for place in range(term.num_vars())]
        cases = [_written_out(z3.substitute_vars(term.body(), *reversed(each)), elements) for each in product(*ranges)]
        return z3.And(cases) if term.is_forall() else z3.Or(cases)
    if not term.children():
        return term
    return term.decl()(*[_written_out(part, elements) for part in term.children()])


def _table(decl: z3.FuncDeclRef, model: z3.ModelRef, elements: Elements) -> Callable[..., Value]:
    """Return a function of the model by its values; outside them it holds nothing."""
    names = {str(model.eval(term, model_completion=True)): name for name, term in elements[decl.range().name()].items()}
    nothing: Sequence[Value] = (*elements[decl.range().name()],)
    values = {
        called: names.get(str(model.eval(decl(*terms), model_completion=True)), nothing[0])
        for called, terms in _arguments(decl, elements)
    }
    return lambda *called: values.get(called, nothing[0])
