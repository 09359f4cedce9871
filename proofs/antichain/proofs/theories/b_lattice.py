"""B: clocks are a distributive lattice, and join is the only function that is an upper bound and the least.

Commutativity, associativity and idempotence do not specify a merge: the minimum is all three. What determines it is
B5, B6 and B7, which is why B11 is listed beside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

from antichain.proofs.logic.obligation import induction, obligation
from antichain.proofs.logic.recursion import Sequel
from antichain.proofs.logic.symbolic import INT, REPLICA, Symbolic, clock, natural
from antichain.proofs.logic.theorem import Theorem
from antichain.proofs.logic.worlds import STAMPS, clock_worlds
from antichain.proofs.theories.laws import law_theorem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from antichain.proofs.logic.finite_structure import Structure, Value
    from antichain.proofs.logic.obligation import Obligation
    from antichain.proofs.logic.symbolic import Clock
    from antichain.proofs.logic.theorem import Subject

__all__ = ["theorems"]

_SOURCE = "Shapiro et al. 2011; Davey and Priestley"


def theorems(subject: Subject) -> tuple[Theorem, ...]:
    """Return the theorems of the lattice."""
    kernel = subject.kernel
    named = {
        "B1": "join_commutes",
        "B2": "join_associates",
        "B3": "join_is_idempotent",
        "B4": "join_has_a_unit",
        "B5": "join_is_above_left",
        "B6": "join_is_above_right",
        "B7": "join_is_least",
        "B8": "join_gives_the_order",
        "B9": "join_is_monotone",
        "B10": "meet_is_below_left meet_is_below_right meet_is_greatest meet_commutes meet_associates "
        "meet_is_idempotent join_absorbs_meet meet_absorbs_join meet_distributes join_distributes",
    }
    laws = tuple(law_theorem(name, each, kernel, source=_SOURCE) for name, each in named.items())
    return (*laws, _unique(Symbolic(kernel)), _of_a_list(Symbolic(kernel)))


def _unique(m: Symbolic) -> Theorem:
    """A function that satisfies B5, B6 and B7 is the join; of B7 only the instance z := x ⊔ y is used."""
    x, y, j = clock("x"), clock("y"), clock("j")
    join = m.join(x, y)
    laws = {
        "0 ≤ x": natural(x),
        "0 ≤ y": natural(y),
        "x ≤ j": m.leq(x, j),
        "y ≤ j": m.leq(y, j),
        "j is least": z3.Implies(z3.And(m.leq(x, join), m.leq(y, join)), m.leq(j, join)),
    }
    return Theorem(
        "B11",
        "x ≤ j ∧ y ≤ j ∧ (∀z. x ≤ z ∧ y ≤ z ⇒ j ≤ z) ⇒ j = x ⊔ y",
        (obligation("B11", m.same(j, join), clock_worlds(), laws),),
        source=_SOURCE,
    )


def _of_a_list(m: Symbolic) -> Theorem:
    """The join of a list is the least upper bound of its members, so it depends only on the set of members."""
    a, z = z3.Function("a", INT, REPLICA, INT), clock("z")
    k = z3.Int("k")
    joined = Sequel("joined", m.bottom(), lambda n, before: m.join(before, lambda i: a(n, i)))

    def within(n: z3.ArithRef) -> z3.BoolRef:
        return z3.And(k >= 0, k < n)

    def above(n: z3.ArithRef, bound: Clock) -> z3.BoolRef:
        return z3.ForAll([k], z3.Implies(within(n), m.leq(lambda i: a(k, i), bound)))

    def equations(n: z3.ArithRef) -> Mapping[str, z3.BoolRef]:
        return {"0 ≤ z": natural(z), **joined.equations(n)}

    def upper(n: z3.ArithRef) -> z3.BoolRef:
        return above(n, joined.at(n))

    def least(n: z3.ArithRef) -> z3.BoolRef:
        return z3.Implies(above(n, z), m.leq(joined.at(n), z))

    worlds = clock_worlds({"a": _stamps, "joined": joined.meaning})
    steps: tuple[Obligation, ...] = (
        *induction("B12.upper", upper, worlds, equations),
        *induction("B12.least", least, worlds, equations),
    )
    return Theorem(
        "B12",
        "x₁ ⊔ … ⊔ xₙ is the least upper bound of {x₁, …, xₙ}, whatever the order, repetition and bracketing",
        steps,
        rests_on=("B2", "B11"),
        note="Induction over the list. A least upper bound depends on the set alone (B11); bracketing is B2.",
        source=_SOURCE,
        outside="two lists with the same members fold to the same clock, by these two facts together",
    )


def _stamps(_: Structure) -> Callable[..., Value]:
    return lambda k, q: STAMPS[k % len(STAMPS)][q]
