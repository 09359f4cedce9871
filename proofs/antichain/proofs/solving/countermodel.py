"""Countermodels: from a solver's model to a finite structure, and to words.

A question about any number of replicas is asked again about two, by writing every quantifier out. That question is
always decidable, its smallest answer can be asked for, and its answer is a structure in which Python evaluates the
very same terms.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import z3

from antichain.model.clock import Clock
from antichain.proofs.logic.finite_structure import Structure, evaluate, symbols
from antichain.proofs.logic.symbolic import INT, REPLICA
from antichain.proofs.logic.term_cache import once_per_term

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.proofs.logic.finite_structure import Value
    from antichain.proofs.logic.obligation import Obligation

__all__ = ["about_clocks", "among_two", "in_words", "smallest", "values", "witnesses_failure"]

_REPLICAS = {name: z3.Const(name, REPLICA) for name in "AB"}


@once_per_term
def _grounded(term: z3.ExprRef) -> z3.ExprRef:
    """Return the term with every quantifier over replicas written out for the two there are."""
    if z3.is_quantifier(term):
        cases = [
            _grounded(z3.substitute_vars(term.body(), *reversed(values)))
            for values in product(_REPLICAS.values(), repeat=term.num_vars())
        ]
        return z3.And(cases) if term.is_forall() else z3.Or(cases)
    if not term.children():
        return term
    return term.decl()(*[_grounded(part) for part in term.children()])


def about_clocks(asked: Obligation) -> bool:
    """Return whether a question is about clocks, replicas and numbers only, and quantifies only over replicas."""
    terms = [*asked.hypotheses.values(), asked.goal]
    plain = (
        (decl.arity() == 0 and decl.range() in {INT, REPLICA})
        or (decl.arity() == 1 and (decl.domain(0), decl.range()) == (REPLICA, INT))
        for decl in symbols(terms).values()
    )
    return all(plain) and all(_of_replicas(term) for term in terms)


@once_per_term
def _of_replicas(term: z3.ExprRef) -> bool:
    """Return whether no quantifier in the term ranges over anything but replicas."""
    bound = range(term.num_vars()) if z3.is_quantifier(term) else ()
    return all(term.var_sort(place) == REPLICA for place in bound) and all(map(_of_replicas, term.children()))


def among_two(asked: Obligation) -> Obligation:
    """Return the same question about two replicas, without quantifiers over them."""
    terms = [*asked.hypotheses.values(), asked.goal]
    constants = [decl() for decl in symbols(terms).values() if decl.arity() == 0 and decl.range() == REPLICA]
    named = {f"{c} is one of them": z3.Or([c == replica for replica in _REPLICAS.values()]) for c in constants}
    hypotheses = {name: _grounded(term) for name, term in asked.hypotheses.items()}
    known = {"two replicas": z3.Distinct(*_REPLICAS.values()), **named, **hypotheses}
    return replace(asked, hypotheses=known, goal=_grounded(asked.goal))


def smallest(asked: Obligation) -> Structure | None:
    """Return the failing world of two replicas with the smallest sum of numbers, or None if the goal holds."""
    solver = z3.Optimize()
    two = among_two(asked)
    solver.add(*two.hypotheses.values(), z3.Not(two.goal))
    free = symbols([*asked.hypotheses.values(), asked.goal])
    for number in _numbers(free):
        solver.add(number >= 0)
    solver.minimize(z3.Sum([z3.IntVal(0), *_numbers(free)]))
    for preference in (*_places(free), *reversed(_numbers(free))):
        solver.minimize(preference)
    if solver.check() != z3.sat:
        return None
    return _structure(solver.model(), free)


def _numbers(free: dict[str, z3.FuncDeclRef]) -> list[z3.ArithRef]:
    """Return every number of a world: constants, and the slots of clocks."""
    constants = [decl() for decl in free.values() if decl.arity() == 0 and decl.range() == INT]
    slots = [decl(r) for decl in free.values() if decl.arity() == 1 for r in _REPLICAS.values()]
    return [*constants, *slots]


def _places(free: dict[str, z3.FuncDeclRef]) -> list[z3.ArithRef]:
    """Return, for every constant of a replica, its place; this makes the smallest world unique."""
    named = [decl() for decl in free.values() if decl.arity() == 0 and decl.range() == REPLICA]
    return [z3.If(constant == _REPLICAS["A"], 0, 1) for constant in named]


def _structure(model: z3.ModelRef, free: dict[str, z3.FuncDeclRef]) -> Structure:
    element = {str(model.eval(r, model_completion=True)): name for name, r in _REPLICAS.items()}
    meaning: dict[str, Callable[..., Value]] = {}
    for name, decl in free.items():
        if decl.arity():
            counts = {r: model.eval(decl(c), model_completion=True).as_long() for r, c in _REPLICAS.items()}
            meaning[name] = Clock(counts).__getitem__
        else:
            found = model.eval(decl(), model_completion=True)
            value = found.as_long() if decl.range() == INT else element.get(str(found), "A")
            meaning[name] = lambda value=value: value
    return Structure({"Replica": tuple(_REPLICAS), "Int": range(-1, 8)}, meaning)


def witnesses_failure(asked: Obligation, world: Structure) -> bool:
    """Return whether Python, too, finds the hypotheses true and the goal false in this world."""
    return all(evaluate(term, world) for term in asked.hypotheses.values()) and not evaluate(asked.goal, world)


def values(asked: Obligation, world: Structure) -> dict[str, Value | Clock]:
    """Return the value of every clock, replica and number of the question in this world."""
    found: dict[str, Value | Clock] = {}
    for name, decl in symbols([*asked.hypotheses.values(), asked.goal]).items():
        if decl.arity() == 0:
            found[name] = world.meaning[name]()
        elif decl.arity() == 1 and (decl.domain(0), decl.range()) == (REPLICA, INT):
            found[name] = Clock({str(r): int(world.meaning[name](r)) for r in world.universe["Replica"]})
    return found


def in_words(asked: Obligation, world: Structure) -> str:
    """Return the counterexample as a short text: Let, Then."""
    lines = [f"  {name} = {value}" for name, value in values(asked, world).items()]
    return "\n".join(["Let", *lines, "Then every hypothesis holds, and the goal does not."])
