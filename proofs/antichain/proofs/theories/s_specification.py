"""S: the laws determine the functions. A specification that a wrong function also meets is none.

S5 is the other side: which laws each of several wrong merges satisfies. The minimum is commutative, associative and
idempotent; so those three say nothing. The table is generated, in the ledger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

from antichain.model.laws import LAWS
from antichain.proofs.logic.dots import dot
from antichain.proofs.logic.obligation import obligation
from antichain.proofs.logic.symbolic import EVENT, INT, KERNEL, REPLICA, Symbolic, clock, natural
from antichain.proofs.logic.theorem import Scope, Theorem
from antichain.proofs.logic.worlds import clock_worlds
from antichain.proofs.machines.vector_clock import stamping
from antichain.proofs.refutations.rival_merges import RIVALS, RivalJoin

if TYPE_CHECKING:
    from antichain.proofs.logic.obligation import Obligation
    from antichain.proofs.logic.theorem import Subject

__all__ = ["CELLS", "cell", "theorems"]

CELLS = {
    "commutes": "join_commutes",
    "idempotent": "join_is_idempotent",
    "associates": "join_associates",
    "above mine": "join_is_above_left",
    "above theirs": "join_is_above_right",
    "least": "join_is_least",
}
"""The columns of the table: what each says, and the law that says it."""

_NEAR_MISSES = {
    "minimum": ("commutes", "idempotent", "associates"),
    "addition": ("commutes", "associates", "above mine", "above theirs"),
    "add when concurrent": ("commutes", "idempotent", "above mine", "above theirs"),
}


def cell(rival: RivalJoin, column: str) -> Obligation:
    """Return the question whether a wrong merge satisfies the law of this column."""
    law = LAWS[CELLS[column]]
    clocks = [clock(letter) for letter in law.clocks]
    counts = {f"0 ≤ {x.name()}": natural(x) for x in clocks}
    return obligation(f"S5.{rival.name}.{column}", law(rival.symbolic(KERNEL), *clocks), clock_worlds(), counts)


def theorems(subject: Subject) -> tuple[Theorem, ...]:
    """Return the theorems of the strength of specifications."""
    near = [rival for rival in RIVALS if rival.name in _NEAR_MISSES]
    return (
        Theorem(
            "S1",
            "upper bound and least determine ⊔",
            rests_on=("B11",),
            note="This is B11, and has no obligation of its own.",
        ),
        _tick(Symbolic(subject.kernel)),
        Theorem(
            "S3",
            "value ⊥ = 0 and value (tick r x) = value x + 1 determine the value",
            rests_on=("E9",),
            scope=Scope.META,
            note="This is E9, and has no obligation of its own.",
        ),
        _stamps(subject),
        Theorem(
            "S5",
            "the minimum is commutative, associative and idempotent; adding when concurrent is commutative, idempotent "
            "and an upper bound",
            tuple(cell(rival, column) for rival in near for column in _NEAR_MISSES[rival.name]),
            note="The near misses, proved: weak laws admit wrong merges. The whole table stands at the end of the "
            "ledger; every wrong merge in it breaks one of B5, B6, B7.",
        ),
    )


def _tick(m: Symbolic) -> Theorem:
    x, u, (r, q), k = clock("x"), clock("u"), z3.Consts("r q", REPLICA), z3.Int("k")
    fresh = z3.And(q == r, k == x(r) + 1)
    spec = z3.ForAll([q, k], dot(u, q, k) == z3.Or(dot(x, q, k), fresh))
    known = {"0 ≤ x": natural(x), "0 ≤ u": natural(u), "D u = D x ⊎ {(r, x r + 1)}": spec}
    worlds = clock_worlds()
    return Theorem(
        "S2",
        "D u = D x ⊎ {(r, x r + 1)} ⇒ u = tick r x",
        (obligation("S2", m.same(u, m.tick(x, r)), worlds, known),),
    )


def _stamps(subject: Subject) -> Theorem:
    """A function that counts the events of q up to e, for every q, is the stamp of e."""
    machine = stamping(subject)
    s = machine.state
    (e, f), q = z3.Consts("e f", EVENT), z3.Const("q", REPLICA)
    other = z3.Function("other", REPLICA, INT)
    counts = z3.ForAll(
        [f],
        z3.Implies(s.happened(f), z3.Or(f == e, s.before(f, e)) == (s.number(f) <= other(s.home(f)))),
    )
    within = z3.ForAll([q], z3.And(other(q) >= 0, other(q) <= s.count(q)))
    goal = z3.Implies(z3.And(s.happened(e), counts, within), other(q) == s.stamp(e, q))
    instances = [("nth", (q, other(q))), ("nth", (q, s.stamp(e, q)))]
    return Theorem(
        "S4",
        "W e q counts the events of q up to e ⇒ W = V",
        machine.consequence("S4", goal, instances=instances),
        claims=(goal,),
        machine=machine,
        rests_on=("H0",),
    )
