"""A: clocks are partially ordered slot by slot; two that are not ordered are concurrent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

from antichain.proofs.logic.obligation import obligation
from antichain.proofs.logic.symbolic import REPLICA, Symbolic, clock, natural
from antichain.proofs.logic.theorem import Theorem
from antichain.proofs.logic.worlds import clock_worlds
from antichain.proofs.theories.laws import law_theorem

if TYPE_CHECKING:
    from antichain.proofs.logic.theorem import Subject

__all__ = ["theorems"]

_SOURCE = "Fidge 1988; Mattern 1989"


def theorems(subject: Subject) -> tuple[Theorem, ...]:
    """Return the theorems of the order."""
    kernel, m, worlds = subject.kernel, Symbolic(subject.kernel), clock_worlds()
    x, y = clock("x"), clock("y")
    r, s, i, j = z3.Consts("r s i j", REPLICA)
    naturals = {"0 ≤ x": natural(x), "0 ≤ y": natural(y)}
    smaller_somewhere = z3.Exists([i], x(i) < y(i))
    ways = [m.before(x, y), m.same(x, y), m.before(y, x), m.concurrent(x, y)]
    sign = [z3.If(m.before(a, b), -1, z3.If(m.before(b, a), 1, 0)) for a, b in ((x, y), (y, x))]
    excluded = [z3.Not(z3.And(a, b)) for place, a in enumerate(ways) for b in ways[:place]]
    one, other = m.tick(m.bottom(), r), m.tick(m.bottom(), s)
    alone = {**naturals, "one replica": z3.ForAll([i, j], i == j)}
    return (
        law_theorem("A1", "order_is_reflexive", kernel, source=_SOURCE),
        law_theorem("A2", "order_is_antisymmetric", kernel, source=_SOURCE),
        law_theorem("A3", "order_is_transitive", kernel, source=_SOURCE),
        law_theorem("A4", "before_is_irreflexive before_is_asymmetric before_is_transitive", kernel, source=_SOURCE),
        Theorem(
            "A5",
            "x < y ⇔ x ≤ y ∧ ∃i. x i < y i",
            (obligation("A5", m.before(x, y) == z3.And(m.leq(x, y), smaller_somewhere), worlds, naturals),),
            source=_SOURCE,
        ),
        Theorem(
            "A6",
            "exactly one of x < y, x = y, y < x, x ∥ y; cmp x y = − cmp y x",
            (
                obligation("A6.one-of-four", z3.Or(ways), worlds, naturals),
                obligation("A6.no-two", z3.And(excluded), worlds, naturals),
                obligation("A6.antisymmetric", sign[0] == -sign[1], worlds, naturals),
            ),
            note="cmp is −1 where x < y, 1 where y < x, else 0. The table in clock.compare, which names the four ways, "
            "is compared with these by brute force.",
            source=_SOURCE,
        ),
        law_theorem(
            "A7",
            "concurrency_is_symmetric concurrency_is_irreflexive",
            kernel,
            source=_SOURCE,
            note="Concurrency is not transitive: R20.",
        ),
        law_theorem("A8", "bottom_is_least", kernel, source=_SOURCE),
        Theorem(
            "A9",
            "r ≠ s ⇒ tick r ⊥ ∥ tick s ⊥; with a single replica x ≤ y ∨ y ≤ x",
            (
                obligation("A9.partial", z3.Implies(r != s, m.concurrent(one, other)), worlds),
                obligation("A9.total", z3.Or(m.leq(x, y), m.leq(y, x)), clock_worlds(replicas="A"), alone),
            ),
            source=_SOURCE,
        ),
    )
