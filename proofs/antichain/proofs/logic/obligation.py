"""Obligations: questions to a solver, as values, and the two ways to state them.

An obligation asks whether a goal follows from hypotheses. An induction over the natural numbers is two of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias, overload

import z3

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from antichain.proofs.logic.finite_structure import Structure

__all__ = ["Later", "Obligation", "Worlds", "induction", "obligation"]

Worlds: TypeAlias = "Callable[[Obligation], Iterator[Structure]]"
"""The finite structures in which Python evaluates an obligation."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """One question to a solver. ``worlds`` are the finite structures in which Python can evaluate it as well."""

    id: str
    hypotheses: Mapping[str, z3.BoolRef]
    goal: z3.BoolRef
    worlds: Worlds

    def without(self, hypothesis: str) -> Obligation:
        """Return this question without one hypothesis."""
        rest = {name: term for name, term in self.hypotheses.items() if name != hypothesis}
        return replace(self, hypotheses=rest)

    def in_worlds(self, worlds: Worlds) -> Obligation:
        """Return the same question, to be evaluated in other worlds."""
        return replace(self, worlds=worlds)


class Later(Sequence[Obligation]):
    """Obligations that are built when they are first looked at: building these takes seconds."""

    def __init__(self, build: Callable[[], tuple[Obligation, ...]]) -> None:
        """Keep the function that builds them."""
        self._build = build

    @cached_property
    def _built(self) -> tuple[Obligation, ...]:
        return self._build()

    @overload
    def __getitem__(self, place: int) -> Obligation: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Obligation, ...]: ...
    def __getitem__(self, place: int | slice) -> Obligation | tuple[Obligation, ...]:
        """Return the obligation at this place, or those of a slice."""
        return self._built[place]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._built)


def _conjuncts(term: z3.BoolRef) -> Iterator[z3.BoolRef]:
    if z3.is_and(term):
        for part in term.children():
            yield from _conjuncts(part)
    else:
        yield term


def obligation(
    name: str, goal: z3.BoolRef, worlds: Worlds, hypotheses: Mapping[str, z3.BoolRef] | None = None
) -> Obligation:
    """Return the question whether ``goal`` holds; its conditions are added to the hypotheses."""
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

    ``hypotheses`` may mention ``n``: a definition by recursion enters as its two equations for this very ``n``.
    """
    n = z3.Int("n")
    known = {**hypotheses(n), "0 ≤ n": n >= 0}
    yield obligation(f"{name}.base", claim(z3.IntVal(0)), worlds, hypotheses(z3.IntVal(0)))
    yield Obligation(f"{name}.step", {**known, "claim for n": claim(n)}, claim(n + 1), worlds)
