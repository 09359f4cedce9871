"""The lift: a plain Python function on numbers becomes a z3 term, without a second definition.

The function is run on symbolic numbers. Whenever it asks whether a comparison holds, the run forks: one path on which
it does, one on which it does not. When every path has been run, each has a condition and a result, a *leaf*; folded
together they are the term. It works for functions without loops over symbolic numbers: those of the model's kernel.

Raw z3 terms cannot stand in for numbers in plain code: ``bool(x == y)`` of two terms answers, in silence, whether they
are the same text, and ``and``, ``not``, ``max`` and chained comparisons all go through ``bool``. So a symbolic number
is no term, and its comparisons answer :class:`Truth`, which forks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import z3

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Leaf", "Number", "Truth", "leaves", "lift"]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One path through a function: under which condition it is taken, and what it returns."""

    condition: z3.BoolRef
    result: z3.ExprRef


@dataclass(slots=True)
class _Path:
    """The answers given to comparisons on one run: those still to be repeated, and those given so far."""

    script: tuple[bool, ...]
    conditions: list[z3.BoolRef] = field(default_factory=list)
    answers: list[bool] = field(default_factory=list)

    def decide(self, condition: z3.BoolRef) -> bool:
        """Answer a comparison: what is certain as it is, else as the script says, else with yes."""
        known = z3.simplify(condition)
        if z3.is_true(known) or z3.is_false(known):
            return bool(z3.is_true(known))
        turn = len(self.answers)
        answer = self.script[turn] if turn < len(self.script) else True
        self.answers.append(answer)
        self.conditions.append(condition if answer else z3.Not(condition))
        return answer


@dataclass(frozen=True, slots=True)
class Truth:
    """What a comparison of symbolic numbers answers; asked for a plain yes or no, it forks the run."""

    term: z3.BoolRef
    path: _Path

    def __bool__(self) -> bool:
        """Return the answer on this path."""
        return self.path.decide(self.term)


@dataclass(frozen=True, slots=True, eq=False)
class Number:
    """A symbolic whole number on one path."""

    term: z3.ArithRef
    path: _Path

    def __add__(self, other: Number | int) -> Number:
        """Return the sum."""
        return Number(self.term + _term(other), self.path)

    __radd__ = __add__

    def __sub__(self, other: Number | int) -> Number:
        """Return the difference."""
        return Number(self.term - _term(other), self.path)

    def __mod__(self, other: Number | int) -> Number:
        """Return the remainder, for a positive divisor."""
        return Number(self.term % _term(other), self.path)

    def __lt__(self, other: Number | int) -> Truth:
        """Return whether this is less."""
        return Truth(self.term < _term(other), self.path)

    def __le__(self, other: Number | int) -> Truth:
        """Return whether this is at most the other."""
        return Truth(self.term <= _term(other), self.path)

    def __gt__(self, other: Number | int) -> Truth:
        """Return whether this is more."""
        return Truth(self.term > _term(other), self.path)

    def __ge__(self, other: Number | int) -> Truth:
        """Return whether this is at least the other."""
        return Truth(self.term >= _term(other), self.path)

    def __eq__(self, other: object) -> Truth:  # type: ignore[override]  # equality is a question, too
        """Return whether both are the same number."""
        return Truth(self.term == _term(other), self.path)

    def __ne__(self, other: object) -> Truth:  # type: ignore[override]  # as above
        """Return whether they differ."""
        return Truth(self.term != _term(other), self.path)

    __hash__ = None  # type: ignore[assignment]  # a dictionary would ask ``==`` behind the function's back


def _term(value: object) -> z3.ExprRef:
    return value.term if isinstance(value, (Number, Truth)) else value


def _result(value: object) -> z3.ExprRef:
    term = _term(value)
    if isinstance(term, bool):
        return z3.BoolVal(term)
    return z3.IntVal(term) if isinstance(term, int) else term


def _together(conditions: list[z3.BoolRef]) -> z3.BoolRef:
    if len(conditions) == 1:
        return conditions[0]
    return z3.And(conditions) if conditions else z3.BoolVal(val=True)


def leaves(function: Callable[..., object], *terms: z3.ExprRef) -> tuple[Leaf, ...]:
    """Return the leaves of ``function`` on these terms, in the order in which its paths were run.

    >>> [str(leaf.condition) for leaf in leaves(max, z3.Int("x"), z3.Int("y"))]
    ['y > x', 'Not(y > x)']
    """
    found: list[Leaf] = []
    scripts: list[tuple[bool, ...]] = [()]
    while scripts:
        path = _Path(scripts.pop())
        result = function(*(Number(z3.IntVal(term) if isinstance(term, int) else term, path) for term in terms))
        found.append(Leaf(_together(path.conditions), _result(result)))
        fresh = range(len(path.script), len(path.answers))
        scripts += [(*path.answers[:turn], False) for turn in fresh]
    return tuple(found)


def lift(function: Callable[..., object], *terms: z3.ExprRef) -> z3.ExprRef:
    """Return the term that ``function`` computes of these terms.

    >>> from antichain.model import slots
    >>> lift(slots.merge, z3.Int("x"), z3.Int("y"))
    If(y > x, y, x)
    """
    *others, last = leaves(function, *terms)
    term = last.result
    for leaf in reversed(others):
        term = z3.If(leaf.condition, leaf.result, term)
    return term
