"""Finite structures, and the values of formulas in them: the questions to a solver, evaluated in plain Python.

This evaluation is independent of the solvers. The hypotheses of a theorem are satisfiable because Python evaluates each
of them to true in a structure made of a concrete execution; a counterexample found by a solver counts when Python
agrees.

A sort is a finite list. Numbers under a quantifier range over a window; the functions built here are 0 or false at
numbers outside it, and all quantifiers over numbers in the theories are guarded by bounds inside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import z3

from antichain.proofs.logic.term_cache import once_per_term

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

__all__ = ["Derived", "Structure", "Value", "evaluate", "evaluator", "symbols"]

Value: TypeAlias = str | int | bool
Derived: TypeAlias = "Mapping[str, Callable[[Structure], Callable[..., Value]]]"


@dataclass(frozen=True, slots=True)
class Structure:
    """A finite world: the elements of every sort, the window of numbers, and what every symbol means."""

    universe: Mapping[str, Sequence[Value]]
    meaning: Mapping[str, Callable[..., Value]]

    def elements(self, sort: z3.SortRef) -> Sequence[Value]:
        """Return the values over which a quantifier of this sort ranges."""
        return self.universe[sort.name()]

    def with_meaning(self, more: Mapping[str, Callable[..., Value]]) -> Structure:
        """Return this world with meanings of more symbols."""
        return Structure(self.universe, {**self.meaning, **more})


_INFIX = {
    z3.Z3_OP_EQ: "==",
    z3.Z3_OP_IFF: "==",
    z3.Z3_OP_XOR: "!=",
    z3.Z3_OP_LE: "<=",
    z3.Z3_OP_LT: "<",
    z3.Z3_OP_GE: ">=",
    z3.Z3_OP_GT: ">",
    z3.Z3_OP_ADD: "+",
    z3.Z3_OP_SUB: "-",
    z3.Z3_OP_MUL: "*",
    z3.Z3_OP_MOD: "%",
    z3.Z3_OP_AND: "and",
    z3.Z3_OP_OR: "or",
}
"""The infix operations of Python; ``and`` and ``or`` evaluate no more arguments than necessary."""

_OF_NOTHING = {z3.Z3_OP_AND: "True", z3.Z3_OP_OR: "False"}
"""The value of an operation without arguments."""

_FORMS: dict[int, Callable[..., str]] = {
    z3.Z3_OP_TRUE: lambda: "True",
    z3.Z3_OP_FALSE: lambda: "False",
    z3.Z3_OP_NOT: "not {}".format,
    z3.Z3_OP_UMINUS: "-{}".format,
    z3.Z3_OP_IMPLIES: "not {} or {}".format,
    z3.Z3_OP_ITE: "{1} if {0} else {2}".format,
    z3.Z3_OP_DISTINCT: lambda *parts: f"len({{{', '.join(parts)}}}) == {len(parts)}",
}

_HIGH = 12
"""A part of a term of this height becomes a separate function, because Python's parser limits nesting."""


def evaluate(term: z3.ExprRef, world: Structure, bound: tuple[Value, ...] = ()) -> Value:
    """Return the value of ``term`` in ``world``; ``bound`` are the values of its unbound de Bruijn variables.

    >>> x = z3.Int("x")
    >>> evaluate(z3.ForAll([x], x * x >= 0), Structure({"Int": range(-2, 3)}, {}))
    True
    """
    return evaluator(term, world)(bound)


def evaluator(term: z3.ExprRef, world: Structure) -> Callable[[tuple[Value, ...]], Value]:
    """Return the function from the values of the unbound variables of ``term`` to its value in ``world``."""
    return _compiled(term)(world)


@once_per_term
def _compiled(term: z3.ExprRef) -> Callable[[Structure], Callable[[tuple[Value, ...]], Value]]:
    """Return the evaluator of ``term`` as a function of the world.

    The term is written out as Python source, which is compiled once: a term is evaluated in thousands of worlds.
    """
    source = _Source()
    result = source.expression(term, ())
    lines = [
        "def within(world):",
        *(f" {local} = world.meaning.get({name!r})" for name, local in source.symbols.items()),
        *(f" {local} = world.universe.get({name!r})" for name, local in source.sorts.items()),
        *source.parts,
        f" return lambda bound: {result}",
    ]
    names: dict[str, Any] = {}
    exec("\n".join(lines), names)  # noqa: S102 — the source is made here from a term, without any foreign text
    within: Callable[[Structure], Callable[[tuple[Value, ...]], Value]] = names["within"]
    return within


class _Source:
    """A term as Python source: one expression, and before it a function for each high part of the term."""

    def __init__(self) -> None:
        """Start with an empty source."""
        self.symbols: dict[str, str] = {}
        self.sorts: dict[str, str] = {}
        self.parts: list[str] = []
        self.known: dict[tuple[int, tuple[str, ...]], str] = {}

    def expression(self, term: z3.ExprRef, bound: tuple[str, ...]) -> str:
        """Return the expression for ``term`` under the quantified variables ``bound``, the innermost last."""
        if z3.is_var(term):
            place = z3.get_var_index(term)
            return bound[-1 - place] if place < len(bound) else f"bound[{len(bound) - 1 - place}]"
        if z3.is_int_value(term):
            return f"({term.as_long()})"
        if _height(term) % _HIGH or not term.children():
            return self._written(term, bound)
        key = (term.get_id(), bound)
        if key not in self.known:
            written = self._written(term, bound)
            name = self.known[key] = f"part{len(self.parts)}"
            self.parts.append(f" {name} = lambda {', '.join((*bound, 'bound'))}: {written}")
        return f"{self.known[key]}({', '.join((*bound, 'bound'))})"

    def _written(self, term: z3.ExprRef, bound: tuple[str, ...]) -> str:
        if z3.is_quantifier(term):
            return self._quantified(term, bound)
        kind, parts = term.decl().kind(), [self.expression(part, bound) for part in term.children()]
        if kind == z3.Z3_OP_UNINTERPRETED:
            local = self.symbols.setdefault(term.decl().name(), f"symbol{len(self.symbols)}")
            return f"{local}({', '.join(parts)})"
        if kind in _INFIX:
            return f"({f' {_INFIX[kind]} '.join(parts or [_OF_NOTHING[kind]])})"
        return f"({_FORMS[kind](*parts)})"

    def _quantified(self, term: z3.QuantifierRef, bound: tuple[str, ...]) -> str:
        own = tuple(f"v{len(bound) + place}" for place in range(term.num_vars()))
        sorts = [term.var_sort(place).name() for place in range(term.num_vars())]
        locals_ = [self.sorts.setdefault(sort, f"sort{len(self.sorts)}") for sort in sorts]
        ranges = " ".join(f"for {name} in {local}" for name, local in zip(own, locals_, strict=True))
        decide = "all" if term.is_forall() else "any"
        return f"{decide}({self.expression(term.body(), (*bound, *own))} {ranges})"


@once_per_term
def _height(term: z3.ExprRef) -> int:
    return 1 + max(map(_height, term.children()), default=0)


def symbols(terms: Iterable[z3.ExprRef]) -> dict[str, z3.FuncDeclRef]:
    """Return the uninterpreted symbols of these terms by name, in the order of their names."""
    return dict(sorted({name: decl for term in terms for name, decl in _symbols(term).items()}.items()))


@once_per_term
def _symbols(term: z3.ExprRef) -> Mapping[str, z3.FuncDeclRef]:
    found = {name: decl for part in term.children() for name, decl in _symbols(part).items()}
    if z3.is_app(term) and term.decl().kind() == z3.Z3_OP_UNINTERPRETED:
        found[term.decl().name()] = term.decl()
    return found
