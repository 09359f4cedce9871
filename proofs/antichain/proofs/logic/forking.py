"""Symbolic numbers and truth values, and the paths of a run that depends on them.

Raw z3 terms cannot replace numbers in plain code: ``bool(x == y)`` of two terms silently compares their texts, and
``and``, ``not``, ``max`` and chained comparisons all use ``bool``. So a symbolic number is not a term. Its comparisons
give a truth value. If Python asks either for a plain ``bool``, the run forks.

Unknown operations are refused, and the refusal is kept on the path, so that no ``except`` hides it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn, TypeVar

import z3

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["LiftError", "Number", "Path", "Truth", "paths"]

R = TypeVar("R")


class LiftError(TypeError):
    """A function uses an operation on a symbolic value that the lift does not know."""


@dataclass(slots=True)
class Path:
    """The answers given to questions on one run: those still to be repeated, and those given so far."""

    script: tuple[bool, ...] = ()
    limit: int = 64
    """The largest number of answers in one run: a loop on a symbolic number exceeds any limit."""
    conditions: list[z3.BoolRef] = field(default_factory=list)
    answers: list[bool] = field(default_factory=list)
    refusal: LiftError | None = None
    """The first unknown operation of the run, or None."""

    def decide(self, condition: z3.BoolRef) -> bool:
        """Answer a question: a certain one with its value, else as in the script, else with True.

        Raises:
            LiftError: this run has asked too many questions.

        """
        known = z3.simplify(condition)
        if z3.is_true(known) or z3.is_false(known):
            return bool(z3.is_true(known))
        turn = len(self.answers)
        if turn == self.limit:
            what = f"a loop on a symbolic number, or more than {self.limit} comparisons on one path"
            raise self.refuse(what)
        answer = self.script[turn] if turn < len(self.script) else True
        self.answers.append(answer)
        self.conditions.append(condition if answer else z3.Not(condition))
        return answer

    def refuse(self, what: str) -> LiftError:
        """Return the error that the lift does not know ``what``, and remember it."""
        self.refusal = self.refusal or LiftError(what)
        return self.refusal


class _Symbolic:
    """The common part of symbolic numbers and truth values: they refuse all other uses."""

    __slots__ = ()
    path: Path

    @property  # type: ignore[misc]  # isinstance reads it, and would silently return False
    def __class__(self) -> type:
        """Refuse ``isinstance``."""
        what = "isinstance of a symbolic number"
        raise self.path.refuse(what)

    def __index__(self) -> int:
        """Refuse to be an index, the end of a range or a built-in number."""
        what = "the use as an index or as a built-in number"
        raise self.path.refuse(what)

    __int__ = __float__ = __complex__ = __index__

    def __str__(self) -> str:
        """Refuse to be text."""
        what = "a symbolic number as text"
        raise self.path.refuse(what)

    __repr__ = __str__

    def __format__(self, spec: str, /) -> str:
        """Refuse to be text."""
        what = "a symbolic number as text"
        raise self.path.refuse(what)

    def __abs__(self) -> NoReturn:
        """Refuse ``abs``."""
        what = "abs of a symbolic number"
        raise self.path.refuse(what)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Truth(_Symbolic):
    """The result of a comparison of symbolic numbers. If Python asks for a plain ``bool``, the run forks."""

    term: z3.BoolRef
    path: Path

    def __bool__(self) -> bool:
        """Return the answer on this path."""
        return self.path.decide(self.term)

    def __eq__(self, other: object) -> Truth:  # type: ignore[override]  # equality is also a question
        """Return whether both are true or both are false."""
        return Truth(self.term == self._operand(other), self.path)

    def __ne__(self, other: object) -> Truth:  # type: ignore[override]  # as above
        """Return whether one is true and the other is false."""
        return Truth(self.term != self._operand(other), self.path)

    __hash__ = None  # type: ignore[assignment]  # a dictionary would ask ``==`` behind the function's back

    def _operand(self, other: object) -> z3.BoolRef:
        kind = type(other)
        if issubclass(kind, Truth):
            return other.term  # type: ignore[attr-defined]  # mypy does not narrow by type()
        if kind is bool:
            return z3.BoolVal(other)
        what = f"a truth value compared with {_named(kind)}"
        raise self.path.refuse(what)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Number(_Symbolic):
    """A symbolic whole number on one path."""

    term: z3.ArithRef
    path: Path

    def __bool__(self) -> bool:
        """Return, on this path, whether the number is not zero."""
        return self.path.decide(self.term != 0)

    def __add__(self, other: object) -> Number:
        """Return the sum."""
        return self._with(self.term + self._operand(other))

    __radd__ = __add__

    def __sub__(self, other: object) -> Number:
        """Return the difference."""
        return self._with(self.term - self._operand(other))

    def __rsub__(self, other: object) -> Number:
        """Return the difference, with this number as the subtrahend."""
        return self._with(self._operand(other) - self.term)

    def __neg__(self) -> Number:
        """Return the number with the other sign."""
        return self._with(-self.term)

    def __mod__(self, other: object) -> Number:
        """Return the remainder for a divisor that is a plain number above zero: there Python and z3 agree."""
        if type(other) is not int or other <= 0:
            what = "the remainder for a divisor that is not a plain number above 0"
            raise self.path.refuse(what)
        return self._with(self.term % other)

    def __lt__(self, other: object) -> Truth:
        """Return whether this is less."""
        return Truth(self.term < self._operand(other), self.path)

    def __le__(self, other: object) -> Truth:
        """Return whether this is at most the other."""
        return Truth(self.term <= self._operand(other), self.path)

    def __gt__(self, other: object) -> Truth:
        """Return whether this is more."""
        return Truth(self.term > self._operand(other), self.path)

    def __ge__(self, other: object) -> Truth:
        """Return whether this is at least the other."""
        return Truth(self.term >= self._operand(other), self.path)

    def __eq__(self, other: object) -> Truth:  # type: ignore[override]  # equality is also a question
        """Return whether both are the same number."""
        return Truth(self.term == self._operand(other), self.path)

    def __ne__(self, other: object) -> Truth:  # type: ignore[override]  # as above
        """Return whether they differ."""
        return Truth(self.term != self._operand(other), self.path)

    __hash__ = None  # type: ignore[assignment]  # a dictionary would ask ``==`` behind the function's back

    def _with(self, term: z3.ArithRef) -> Number:
        """Return a number of the same kind on the same path."""
        return type(self)(term, self.path)

    def _operand(self, other: object) -> z3.ArithRef | int:
        kind = type(other)
        if issubclass(kind, Number):
            return other.term  # type: ignore[attr-defined]  # mypy does not narrow by type()
        if kind is int or issubclass(kind, z3.ArithRef):
            return other
        what = f"a number beside {_named(kind)}"
        raise self.path.refuse(what)


def _named(kind: type) -> str:
    return "a truth value" if kind is Truth else kind.__name__


def paths(work: Callable[[Path], R], *, limit: int = 64) -> Iterator[tuple[tuple[z3.BoolRef, ...], R]]:
    """Run ``work`` once on each path; iterate over the conditions of a path and what ``work`` returned on it.

    Raises:
        LiftError: ``work`` did what the lift does not know, or asked more than ``limit`` questions on one path.

    """
    scripts: list[tuple[bool, ...]] = [()]
    while scripts:
        path = Path(scripts.pop(), limit)
        result = work(path)
        if path.refusal is not None:
            raise path.refusal
        yield tuple(path.conditions), result
        fresh = range(len(path.script), len(path.answers))
        scripts += [(*path.answers[:turn], False) for turn in fresh]
