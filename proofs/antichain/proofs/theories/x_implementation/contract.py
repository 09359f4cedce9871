"""Abstract clocks: the contract of a clock that a counter relies on, over any number of replicas.

An abstract clock is a function from replicas to counts. Its methods give what the slot functions of the model give, as
X1 to X6 prove of the clock that is shipped. A method that only calls these is executed on abstract clocks once.

Letters: ``x y p q`` clocks, ``r`` the replica that acts, ``i`` an arbitrary replica, ``n`` an amount.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import z3

from antichain.proofs.logic.lift import lift
from antichain.proofs.logic.symbolic import KERNEL, REPLICA, clock

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ARBITRARY", "AbstractClock", "amount_at", "count_in"]


def amount_at(actor: z3.ExprRef, n: z3.ArithRef) -> Callable[[z3.ExprRef], z3.ArithRef]:
    """Return the function that is ``n`` at the replica that acts, and 0 elsewhere."""
    return lambda i: z3.If(i == actor, n, z3.IntVal(0))


class AbstractClock:
    """A clock of which only the contract is known; ``kind`` is the class that ``isinstance`` takes it for."""

    def __init__(self, kind: type[Any], count: Callable[[z3.ExprRef], z3.ArithRef], total: z3.ArithRef) -> None:
        """Take the counts and the total as they are."""
        self.kind, self.count, self.total = kind, count, total

    @property  # type: ignore[misc]  # isinstance asks for it
    def __class__(self) -> type[Any]:
        """Answer with the class of the implementation."""
        return self.kind

    @staticmethod
    def named(kind: type[Any], name: str) -> AbstractClock:
        """Return the arbitrary clock of this name."""
        return AbstractClock(kind, clock(name), z3.Int(f"total.{name}"))

    def _pointwise(self, slot: Callable[..., object], other: Callable[[z3.ExprRef], z3.ArithRef]) -> AbstractClock:
        total = z3.Const("total.unknown", z3.IntSort())
        return AbstractClock(self.kind, lambda i: lift(slot, self.count(i), other(i)), total)

    def merge(self, other: AbstractClock) -> AbstractClock:
        """Return the join."""
        return self._pointwise(KERNEL.merge, other.count)

    def tick(self, actor: z3.ExprRef) -> AbstractClock:
        """Return the clock after one more event of ``actor``."""
        return self._pointwise(KERNEL.tick, amount_at(actor, z3.IntVal(1)))

    def advance(self, actor: z3.ExprRef, by: z3.ArithRef) -> AbstractClock:
        """Return the clock after ``by`` more events of ``actor``."""
        return self._pointwise(KERNEL.add, amount_at(actor, by))

    def advance_delta(self, actor: z3.ExprRef, by: z3.ArithRef) -> AbstractClock:
        """Return the slots in which :meth:`advance` changes this clock."""
        after = self.advance(actor, by)
        return AbstractClock(self.kind, lambda i: lift(KERNEL.delta, after.count(i), self.count(i)), after.total)


def count_in(held: Any, i: z3.ExprRef) -> z3.ArithRef:  # noqa: ANN401 — a clock of the implementation, or an abstract one
    """Return what a clock counts for ``i``; a clock of the implementation must be the empty one.

    Raises:
        ValueError: it is a clock of the implementation that is not empty.

    """
    if type(held) is AbstractClock:
        count: z3.ArithRef = held.count(i)
        return count
    if held.entries():
        message = f"a method over abstract clocks returned {held!r}; expected an abstract clock or an empty clock"
        raise ValueError(message)
    return z3.IntVal(0)


ARBITRARY = z3.Const("i", REPLICA)
"""An arbitrary replica: a claim about it is a claim about every replica."""
