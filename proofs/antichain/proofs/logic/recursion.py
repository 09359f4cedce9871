"""Functions defined by recursion on a number, of which a solver gets the two equations for one ``n``.

Solvers do not terminate on a recursive definition under a quantifier, so none is given: a proof by induction over ``n``
states the equations for 0 and for its own ``n``. Each definition also has a meaning in a finite structure, where Python
unfolds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import z3

from antichain.proofs.logic.finite_structure import Structure, evaluate
from antichain.proofs.logic.symbolic import INT, REPLICA, for_each

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from antichain.proofs.logic.finite_structure import Value
    from antichain.proofs.logic.symbolic import Clock

__all__ = ["ENUMERATION", "Sequel", "Total", "enumeration"]

ENUMERATION = z3.Function("at", INT, REPLICA)
"""An enumeration of replicas: sums need one, and are therefore about finitely many, however many."""


def enumeration(world: Structure) -> Callable[..., Value]:
    """Return the enumeration of a world's replicas."""
    replicas = world.universe["Replica"]
    return lambda k: replicas[k % len(replicas)]


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a clock over the first ``n`` replicas of the enumeration."""

    name: str
    clock: Clock
    at: Callable[[z3.ArithRef], z3.ExprRef] = ENUMERATION

    def __call__(self, n: z3.ArithRef) -> z3.ArithRef:
        """Return the sum up to ``n``."""
        return z3.Function(self.name, INT, INT)(n)

    def equations(self, n: z3.ArithRef) -> Mapping[str, z3.BoolRef]:
        """Return the definition: the empty sum is 0, and each further replica adds its slot."""
        return {
            f"{self.name} 0": self(z3.IntVal(0)) == 0,
            f"{self.name} n": self(n + 1) == self(n) + self.clock(self.at(n)),
        }

    def meaning(self, world: Structure) -> Callable[..., Value]:
        """Return the sum as Python computes it."""
        k = z3.Int("position")
        slot = self.clock(self.at(k))
        return lambda n: sum(int(evaluate(slot, world.with_meaning({"position": lambda k=k: k}))) for k in range(n))


@dataclass(frozen=True, slots=True)
class Sequel:
    """The clocks that come one from the other: the first, and for each ``n`` the next after that of ``n``."""

    name: str
    first: Clock
    following: Callable[[z3.ArithRef, Clock], Clock]

    def at(self, n: z3.ArithRef) -> Clock:
        """Return the clock that ``n`` steps lead to."""
        return lambda i: z3.Function(self.name, INT, REPLICA, INT)(n, i)

    def equations(self, n: z3.ArithRef) -> Mapping[str, z3.BoolRef]:
        """Return the definition for the first clock and for the one after ``n`` steps."""
        following = self.following(n, self.at(n))
        return {
            f"{self.name} 0": for_each(lambda i: self.at(z3.IntVal(0))(i) == self.first(i)),
            f"{self.name} n": for_each(lambda i: self.at(n + 1)(i) == following(i)),
        }

    def meaning(self, world: Structure) -> Callable[..., Value]:
        """Return the clocks as Python unfolds them."""
        n, q = z3.Int("position"), z3.Const("place", REPLICA)
        first, following = self.first(q), self.following(n, self.at(n))(q)

        def clock(steps: int, replica: str) -> Value:
            if steps <= 0:
                return evaluate(first, world.with_meaning({"place": lambda: replica}))
            meaning: dict[str, Callable[..., Value]] = {
                "place": lambda: replica,
                "position": lambda: steps - 1,
                self.name: clock,
            }
            return evaluate(following, world.with_meaning(meaning))

        return clock
