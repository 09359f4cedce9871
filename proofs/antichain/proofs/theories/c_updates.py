"""C: what an update does to a clock: it is news, it touches one slot, and concurrent updates both survive a merge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

from antichain.proofs.logic.obligation import induction, obligation
from antichain.proofs.logic.recursion import Sequel
from antichain.proofs.logic.symbolic import REPLICA, Symbolic, clock, natural
from antichain.proofs.logic.theorem import Theorem
from antichain.proofs.logic.worlds import clock_worlds
from antichain.proofs.theories.laws import law_theorem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from antichain.proofs.logic.theorem import Subject

__all__ = ["theorems"]

_SOURCE = "Shapiro et al. 2011"


def theorems(subject: Subject) -> tuple[Theorem, ...]:
    """Return the theorems of updates."""
    kernel, m = subject.kernel, Symbolic(subject.kernel)
    x, (r, s) = clock("x"), z3.Consts("r s", REPLICA)
    untouched = z3.Implies(r != s, m.tick(x, r)(s) == x(s))
    return (
        law_theorem("C1", "tick_is_strict tick_is_monotone", kernel, source=_SOURCE),
        Theorem(
            "C2",
            "r ≠ s ⇒ (tick r x) s = x s",
            (obligation("C2", untouched, clock_worlds(), {"0 ≤ x": natural(x)}),),
            source=_SOURCE,
        ),
        law_theorem("C3", "ticks_commute", kernel, source=_SOURCE),
        law_theorem("C4", "concurrent_ticks_survive", kernel, source=_SOURCE),
        law_theorem("C5", "tick_absorbs_the_past", kernel, source=_SOURCE),
        _amounts(m),
    )


def _amounts(m: Symbolic) -> Theorem:
    """To add n is to tick n times, and for n ≥ 0 it never takes anything away."""
    x, r, n = clock("x"), z3.Const("r", REPLICA), z3.Int("n")
    ticked = Sequel("ticked", x, lambda _, before: m.tick(before, r))

    def claim(k: z3.ArithRef) -> z3.BoolRef:
        return m.same(ticked.at(k), m.add(x, r, k))

    def known(k: z3.ArithRef) -> Mapping[str, z3.BoolRef]:
        return {"0 ≤ x": natural(x), **ticked.equations(k)}

    worlds = clock_worlds({"ticked": ticked.meaning})
    grows = obligation("C6.grows", z3.Implies(n >= 0, m.leq(x, m.add(x, r, n))), worlds, {"0 ≤ x": natural(x)})
    return Theorem(
        "C6",
        "add r n x = tickⁿ r x, and x ≤ add r n x, for n ≥ 0",
        (*induction("C6.ticks", claim, worlds, known), grows),
        note="That n ≥ 0 is necessary: R17.",
        source=_SOURCE,
    )
