"""D: a clock is a set of events. Join is union, the order is inclusion, and a tick adds one event that was not there.

This is the bridge from numbers to events: everything a counter may claim about updates goes through it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

from antichain.proofs.logic.dots import dot
from antichain.proofs.logic.obligation import induction, obligation
from antichain.proofs.logic.symbolic import BOOL, INT, REPLICA, Symbolic, clock, natural
from antichain.proofs.logic.theorem import Theorem
from antichain.proofs.logic.worlds import clock_worlds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from antichain.proofs.logic.finite_structure import Structure, Value
    from antichain.proofs.logic.theorem import Subject

__all__ = ["theorems"]

_SOURCE = "Preguiça et al. 2010; Almeida, Shoker and Baquero 2018"


def theorems(subject: Subject) -> tuple[Theorem, ...]:
    """Return the theorems of dots."""
    m, worlds = Symbolic(subject.kernel), clock_worlds()
    x, y, (q, r), k = clock("x"), clock("y"), z3.Consts("q r", REPLICA), z3.Int("k")
    naturals = {"0 ≤ x": natural(x), "0 ≤ y": natural(y)}

    def all_dots(claim: z3.BoolRef) -> z3.BoolRef:
        return z3.ForAll([q, k], claim)

    in_x, in_y, ticked = dot(x, q, k), dot(y, q, k), m.tick(x, r)
    fresh = z3.And(q == r, k == x(r) + 1)
    goals = {
        "D1": ("D (x ⊔ y) = D x ∪ D y", all_dots(dot(m.join(x, y), q, k) == z3.Or(in_x, in_y))),
        "D2": ("x ≤ y ⇔ D x ⊆ D y", m.leq(x, y) == all_dots(z3.Implies(in_x, in_y))),
        "D3": ("D x = D y ⇒ x = y", z3.Implies(all_dots(in_x == in_y), m.same(x, y))),
        "D4": (
            "D (tick r x) = D x ⊎ {(r, x r + 1)}",
            z3.And(z3.Not(dot(x, r, x(r) + 1)), all_dots(dot(ticked, q, k) == z3.Or(in_x, fresh))),
        ),
        "D5": ("D ⊥ = ∅", all_dots(z3.Not(dot(m.bottom(), q, k)))),
        "D6": ("D (x ⊓ y) = D x ∩ D y", all_dots(dot(m.meet(x, y), q, k) == z3.And(in_x, in_y))),
    }
    proved = (
        Theorem(name, statement, (obligation(name, goal, worlds, naturals),), source=_SOURCE)
        for name, (statement, goal) in goals.items()
    )
    return (*proved, _images())


def _images() -> Theorem:
    """Every set of dots without gaps, bounded per replica, is the set of some clock: of the one that counts it up."""
    held = z3.Function("held", REPLICA, INT, BOOL)
    top = z3.Function("top", INT, INT)
    q, k = z3.Const("q", REPLICA), z3.Int("k")

    def known(n: z3.ArithRef) -> Mapping[str, z3.BoolRef]:
        return {
            "no gap after n": z3.Implies(z3.And(n >= 1, held(q, n + 1)), held(q, n)),
            "no event before the first": z3.ForAll([k], z3.Implies(held(q, k), k >= 1)),
            "top at 0": top(0) == 0,
            "top after n": top(n + 1) == z3.If(held(q, n + 1), n + 1, top(n)),
        }

    def claim(n: z3.ArithRef) -> z3.BoolRef:
        exact = z3.ForAll([k], z3.Implies(k <= n, held(q, k) == dot(lambda _: top(n), q, k)))
        return z3.And(top(n) >= 0, top(n) <= n, exact)

    worlds = clock_worlds({"held": _first_dots, "top": _counted})
    return Theorem(
        "D7",
        "a set of dots with a bound and no gaps at each replica is D x for some x",
        tuple(induction("D7", claim, worlds, known)),
        note="Induction over the bound of one replica. That D x has no gaps and a bound is its definition.",
        source=_SOURCE,
        outside="only finitely many replicas hold anything, which is not first-order",
    )


def _first_dots(_: Structure) -> Callable[..., Value]:
    return lambda q, k: 1 <= k <= {"A": 2, "B": 3, "C": 0}[q]


def _counted(world: Structure) -> Callable[..., Value]:
    held = world.meaning["held"]
    q = world.meaning["q"]()
    return lambda n: max((k for k in range(1, n + 1) if held(q, k)), default=0)
