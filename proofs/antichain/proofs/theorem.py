"""Theorems and their obligations, as values.

An obligation is one question to a solver: does the goal follow from the hypotheses? A theorem is a statement with the
obligations that establish it. It may rest on other theorems, and is then never better than the worst of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Any

import z3

from antichain.proofs.symbolic import KERNEL, Kernel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from antichain.proofs.machine import Machine
    from antichain.proofs.structure import Structure

    Worlds = Callable[["Obligation"], Iterator[Structure]]

__all__ = ["Obligation", "Scope", "Subject", "Theorem", "induction", "obligation"]


class Scope(Enum):
    """How far a theorem reaches, and who says so."""

    UNBOUNDED = "unbounded"
    BOUNDED = "bounded"
    META = "meta"
    CITED = "cited"


@dataclass(frozen=True, slots=True)
class Subject:
    """What theorems are about: the slot functions, and the steps of the machines.

    ``edits`` holds mutations of steps: under ``machine.step``, what is done to the state after it, given the one
    before.
    """

    kernel: Kernel = KERNEL
    edits: Mapping[str, Callable[..., object]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Obligation:
    """One question to a solver. ``worlds`` are the finite structures in which Python can evaluate it as well."""

    id: str
    hypotheses: Mapping[str, z3.BoolRef]
    goal: z3.BoolRef
    worlds: Worlds

    def without(self, hypothesis: str) -> Obligation:
        """Return this question without one of its hypotheses."""
        rest = {name: term for name, term in self.hypotheses.items() if name != hypothesis}
        return replace(self, hypotheses=rest)

    def in_worlds(self, worlds: Worlds) -> Obligation:
        """Return the same question, to be evaluated in other worlds."""
        return replace(self, worlds=worlds)


@dataclass(frozen=True, slots=True)
class Theorem:
    """A statement, and what establishes it.

    ``claims`` are what it says of each state of its ``machine``: what its runs are held against. ``note`` says what no
    solver said: the argument outside the logic, the bound, what was tried. ``source`` is where the statement comes
    from, as author and year. ``outside`` is the argument outside the logic that the statement needs beside what is
    proved; where the proof itself is such an argument the scope is meta, and the note names it.
    """

    id: str
    statement: str
    obligations: tuple[Obligation, ...] = ()
    scope: Scope = Scope.UNBOUNDED
    rests_on: tuple[str, ...] = ()
    machine: Machine[Any] | None = None
    claims: tuple[z3.BoolRef, ...] = ()
    note: str = ""
    source: str = ""
    outside: str = ""

    @property
    def reach(self) -> str:
        """The scope, and whether an argument outside the logic belongs to it."""
        return f"{self.scope.value} + meta" if self.outside else str(self.scope.value)


def _conjuncts(term: z3.BoolRef) -> Iterator[z3.BoolRef]:
    if z3.is_and(term):
        for part in term.children():
            yield from _conjuncts(part)
    else:
        yield term


def obligation(
    name: str, goal: z3.BoolRef, worlds: Worlds, hypotheses: Mapping[str, z3.BoolRef] | None = None
) -> Obligation:
    """Return the question whether ``goal`` holds; what it is conditional on counts among the hypotheses."""
    known = dict(hypotheses or {})
    while z3.is_implies(goal):
        premise, goal = goal.children()
        for part in _conjuncts(premise):
            known[f"premise {sum(key.startswith('premise') for key in known) + 1}"] = part
    return Obligation(name, known, goal, worlds)


def induction(
    name: str,
    claim: Callable[[z3.ArithRef], z3.BoolRef],
    worlds: Worlds,
    hypotheses: Callable[[z3.ArithRef], Mapping[str, z3.BoolRef]],
) -> Iterable[Obligation]:
    """Return base and step of an induction over the natural numbers.

    ``hypotheses`` may speak of ``n``: a definition by recursion enters as its two equations for this very ``n``.
    """
    n = z3.Int("n")
    known = {**hypotheses(n), "0 ≤ n": n >= 0}
    yield obligation(f"{name}.base", claim(z3.IntVal(0)), worlds, hypotheses(z3.IntVal(0)))
    yield Obligation(f"{name}.step", {**known, "claim for n": claim(n)}, claim(n + 1), worlds)
