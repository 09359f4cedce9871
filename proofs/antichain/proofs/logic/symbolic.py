"""Symbolic clocks: the model's algebra over any number of replicas and counts of any size.

Replicas are an uninterpreted sort, so a statement about all of them is one about every number of replicas. A clock is a
function from replicas to numbers; that numbers of events are not negative is an explicit hypothesis wherever it is
needed. Two clocks are the same when they agree everywhere.

Every operation is a slot function of the model, lifted (:mod:`antichain.proofs.logic.lift`) and applied replica by
replica: the definition that :func:`antichain.model.clock.lift` has for dictionaries. The slot functions come as a
:class:`Kernel`, so that a mutant of one of them can take its place.

Letters: ``x y z`` clocks, ``r s`` replicas, ``i`` the replica a function of them is asked about.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import z3

from antichain.model import slots
from antichain.proofs.logic.finite_structure import symbols
from antichain.proofs.logic.lift import lift

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BOOL", "EVENT", "INT", "KERNEL", "REPLICA", "Clock", "Kernel", "Symbolic", "clock", "for_each", "natural"]

REPLICA = z3.DeclareSort("Replica")
EVENT = z3.DeclareSort("Event")
INT = z3.IntSort()
BOOL = z3.BoolSort()

_EACH = z3.Const("each", REPLICA)
"""The name that the algebra binds in a claim about every replica."""

Clock: TypeAlias = "Callable[[z3.ExprRef], z3.ArithRef]"


class Kernel(NamedTuple):
    """The slot functions: the model's own objects, or mutants in their place."""

    merge: Callable[..., object] = slots.merge
    meet: Callable[..., object] = slots.meet
    at_most: Callable[..., object] = slots.at_most
    tick: Callable[..., object] = slots.tick
    receive: Callable[..., object] = slots.receive
    add: Callable[..., object] = slots.add
    delta: Callable[..., object] = slots.delta
    deliverable: Callable[..., object] = slots.deliverable


KERNEL = Kernel()


def clock(name: str) -> z3.FuncDeclRef:
    """Return the arbitrary clock of this name."""
    return z3.Function(name, REPLICA, INT)


def for_each(claim: Callable[[z3.ExprRef], z3.BoolRef]) -> z3.BoolRef:
    """Return ``∀i. claim i``.

    >>> x = clock("x")
    >>> for_each(lambda i: x(i) >= 0)
    ForAll(each, x(each) >= 0)

    Raises:
        ValueError: the claim itself mentions a replica called ``each``, which would be bound with ``i``.

    """
    unused = z3.FreshConst(REPLICA)
    body = claim(unused)
    if str(_EACH) in symbols([body]):
        message = f"a claim about every replica mentions a replica called {_EACH}, which it would bind; rename that one"
        raise ValueError(message)
    return z3.ForAll([_EACH], z3.substitute(body, (unused, _EACH)))


def natural(x: Clock) -> z3.BoolRef:
    """Return ``∀i. 0 ≤ x i``."""
    return for_each(lambda i: x(i) >= 0)


class Symbolic:
    """The algebra of :mod:`antichain.model.laws` for a solver."""

    def __init__(self, kernel: Kernel = KERNEL) -> None:
        """Compute with the slot functions of ``kernel``."""
        self.kernel = kernel

    def own(self, r: z3.ExprRef, n: z3.ExprRef = 1) -> Clock:
        """Return the clock that knows ``n`` events of ``r`` and nothing else."""
        return lambda i: z3.If(i == r, z3.IntVal(n) if isinstance(n, int) else n, z3.IntVal(0))

    def pointwise(self, slot: Callable[..., object], *clocks: Clock) -> Clock:
        """Return the clock that ``slot`` makes of these, replica by replica."""
        return lambda i: lift(slot, *(x(i) for x in clocks))

    def slot(self, x: Clock, r: z3.ExprRef) -> z3.ArithRef:
        """Return the count of ``r`` in ``x``."""
        return x(r)

    def forall(self, claim: Callable[[z3.ExprRef], z3.BoolRef]) -> z3.BoolRef:
        """Return ``∀i. claim i``."""
        return for_each(claim)

    def everywhere(self, slot: Callable[..., object], *clocks: Clock) -> z3.BoolRef:
        """Return whether ``slot`` holds of these clocks at every replica."""
        return self.forall(lambda i: lift(slot, *(x(i) for x in clocks)))

    def bottom(self) -> Clock:
        """Return the clock that knows nothing."""
        return lambda _: z3.IntVal(0)

    def tick(self, x: Clock, r: z3.ExprRef, /) -> Clock:
        """Return ``x`` after one more event of ``r``."""
        return self.pointwise(self.kernel.tick, x, self.own(r))

    def add(self, x: Clock, r: z3.ExprRef, n: z3.ExprRef) -> Clock:
        """Return ``x`` after ``n`` more events of ``r``."""
        return self.pointwise(self.kernel.add, x, self.own(r, n))

    def receive(self, x: Clock, y: Clock, r: z3.ExprRef) -> Clock:
        """Return the vector clock of ``r`` at ``x`` after a message stamped ``y``."""
        return self.pointwise(self.kernel.receive, x, y, self.own(r))

    def join(self, x: Clock, y: Clock, /) -> Clock:
        """Return ``x ⊔ y``."""
        return self.pointwise(self.kernel.merge, x, y)

    def meet(self, x: Clock, y: Clock, /) -> Clock:
        """Return ``x ⊓ y``."""
        return self.pointwise(self.kernel.meet, x, y)

    def delta(self, x: Clock, y: Clock, /) -> Clock:
        """Return ``Δ(x, y)``."""
        return self.pointwise(self.kernel.delta, x, y)

    def deliverable(self, x: Clock, y: Clock, r: z3.ExprRef) -> z3.BoolRef:
        """Return whether a message of ``r`` stamped ``x`` may be delivered after ``y``."""
        return self.forall(lambda i: self.slot_open(x, y, r, i))

    def slot_open(self, x: Clock, y: Clock, r: z3.ExprRef, i: z3.ExprRef) -> z3.BoolRef:
        """Return whether the slot of ``i`` alone allows the delivery of that message."""
        return lift(self.kernel.deliverable, x(i), y(i), self.own(r)(i))

    def leq(self, x: Clock, y: Clock, /) -> z3.BoolRef:
        """Return ``x ≤ y``."""
        return self.everywhere(self.kernel.at_most, x, y)

    def same(self, x: Clock, y: Clock, /) -> z3.BoolRef:
        """Return ``x = y``."""
        return self.forall(lambda i: x(i) == y(i))

    def before(self, x: Clock, y: Clock) -> z3.BoolRef:
        """Return ``x < y``: at most, and not the same."""
        return z3.And(self.leq(x, y), z3.Not(self.same(x, y)))

    def concurrent(self, x: Clock, y: Clock) -> z3.BoolRef:
        """Return ``x ∥ y``: neither is at most the other."""
        return z3.And(z3.Not(self.leq(x, y)), z3.Not(self.leq(y, x)))

    def distinct(self, r: z3.ExprRef, s: z3.ExprRef, /) -> z3.BoolRef:
        """Return ``r ≠ s``."""
        return r != s

    def both(self, a: z3.BoolRef, b: z3.BoolRef, /) -> z3.BoolRef:
        """Return ``a ∧ b``."""
        return z3.And(a, b)

    def no(self, a: z3.BoolRef, /) -> z3.BoolRef:
        """Return ``¬ a``."""
        return z3.Not(a)

    def implies(self, a: z3.BoolRef, b: z3.BoolRef, /) -> z3.BoolRef:
        """Return ``a ⇒ b``."""
        return z3.Implies(a, b)

    def agree(self, a: z3.BoolRef, b: z3.BoolRef, /) -> z3.BoolRef:
        """Return ``a ⇔ b``."""
        return a == b
