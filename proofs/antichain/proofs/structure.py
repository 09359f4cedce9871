"""Finite structures, and the meaning of a formula in one: what a solver is asked, evaluated in plain Python.

This is the opinion beside the solvers'. The hypotheses of a theorem are satisfiable because Python evaluates each of
them to true in a structure made of a concrete execution; a counterexample found by a solver counts when Python agrees.

Sorts stand for finite lists. Numbers under a quantifier range over a window; the structures built here hold nothing
(zero, false) at numbers outside it, and all quantifiers over numbers in the theories are guarded by bounds inside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from operator import add, eq, ge, gt, le, lt, mod, mul, ne, sub
from typing import TYPE_CHECKING, Any, TypeAlias

import z3

from antichain.proofs.memory import once_per_term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

__all__ = ["Derived", "Structure", "Value", "evaluate", "symbols"]

Value: TypeAlias = str | int | bool
Derived: TypeAlias = "Mapping[str, Callable[[Structure], Callable[..., Value]]]"
Meaning: TypeAlias = "Callable[[Structure, tuple[Value, ...]], Any]"


@dataclass(frozen=True, slots=True)
class Structure:
    """A finite world: the elements of every sort, the window of numbers, and what every symbol means."""

    universe: Mapping[str, Sequence[Value]]
    meaning: Mapping[str, Callable[..., Value]]

    def elements(self, sort: z3.SortRef) -> Sequence[Value]:
        """Return the values over which a quantifier of this sort ranges."""
        return self.universe[sort.name()]

    def with_meaning(self, more: Mapping[str, Callable[..., Value]]) -> Structure:
        """Return this world with more symbols explained."""
        return Structure(self.universe, {**self.meaning, **more})


_OPERATIONS: dict[int, Callable[..., Value]] = {
    z3.Z3_OP_TRUE: lambda: True,
    z3.Z3_OP_FALSE: lambda: False,
    z3.Z3_OP_EQ: eq,
    z3.Z3_OP_IFF: eq,
    z3.Z3_OP_NOT: lambda a: not a,
    z3.Z3_OP_DISTINCT: lambda *values: len(set(values)) == len(values),
    z3.Z3_OP_LE: le,
    z3.Z3_OP_LT: lt,
    z3.Z3_OP_GE: ge,
    z3.Z3_OP_GT: gt,
    z3.Z3_OP_XOR: ne,
    z3.Z3_OP_SUB: lambda first, *rest: sub(first, sum(rest)) if rest else -first,
    z3.Z3_OP_UMINUS: lambda a: -a,
    z3.Z3_OP_MUL: mul,
    z3.Z3_OP_MOD: mod,
    z3.Z3_OP_ADD: lambda *values: sum(values[1:], start=add(values[0], 0)),
}


_LAZY: dict[int, Callable[[Structure, tuple[Value, ...], list[Meaning]], Value]] = {
    z3.Z3_OP_AND: lambda world, bound, parts: all(part(world, bound) for part in parts),
    z3.Z3_OP_OR: lambda world, bound, parts: any(part(world, bound) for part in parts),
    z3.Z3_OP_IMPLIES: lambda world, bound, parts: not parts[0](world, bound) or parts[1](world, bound),
    z3.Z3_OP_ITE: lambda world, bound, parts: parts[1 if parts[0](world, bound) else 2](world, bound),
}
"""Operations that look at no more parts than they must."""


def evaluate(term: z3.ExprRef, world: Structure, bound: tuple[Value, ...] = ()) -> Value:
    """Return the value of ``term`` in ``world``; ``bound`` are the values of its unbound de Bruijn variables.

    >>> x = z3.Int("x")
    >>> evaluate(z3.ForAll([x], x * x >= 0), Structure({"Int": range(-2, 3)}, {}))
    True
    """
    value: Value = _meaning(term)(world, bound)
    return value


@once_per_term
def _meaning(term: z3.ExprRef) -> Meaning:
    """Return the meaning of ``term`` as a function of the world."""
    if z3.is_var(term):
        place = -1 - z3.get_var_index(term)
        return lambda _, bound: bound[place]
    if z3.is_quantifier(term):
        return _quantified(term)
    if z3.is_int_value(term):
        number = term.as_long()
        return lambda _world, _bound: number
    return _applied(term)


def _quantified(term: z3.QuantifierRef) -> Meaning:
    body = _meaning(term.body())
    sorts = [term.var_sort(place) for place in range(term.num_vars())]
    decide = all if term.is_forall() else any

    def quantified(world: Structure, bound: tuple[Value, ...]) -> bool:
        ranges = (world.elements(sort) for sort in sorts)
        return decide(body(world, bound + values) for values in product(*ranges))

    return quantified


def _applied(term: z3.ExprRef) -> Meaning:
    kind, name = term.decl().kind(), term.decl().name()
    parts = [_meaning(part) for part in term.children()]
    if kind == z3.Z3_OP_UNINTERPRETED:
        return lambda world, bound: world.meaning[name](*[part(world, bound) for part in parts])
    if kind in _LAZY:
        lazy = _LAZY[kind]
        return lambda world, bound: lazy(world, bound, parts)
    operation = _OPERATIONS[kind]
    return lambda world, bound: operation(*[part(world, bound) for part in parts])


def symbols(terms: Iterable[z3.ExprRef]) -> dict[str, z3.FuncDeclRef]:
    """Return the uninterpreted symbols of these terms by name, in the order of their names."""
    return dict(sorted({name: decl for term in terms for name, decl in _symbols(term).items()}.items()))


@once_per_term
def _symbols(term: z3.ExprRef) -> Mapping[str, z3.FuncDeclRef]:
    found = {name: decl for part in term.children() for name, decl in _symbols(part).items()}
    if z3.is_app(term) and term.decl().kind() == z3.Z3_OP_UNINTERPRETED:
        found[term.decl().name()] = term.decl()
    return found
