"""H: vector clocks on executions. The clock condition, in both directions, for any number of replicas and events.

``e → f ⇔ V e < V f``. The machine and its invariants are those of :mod:`antichain.proofs.machines.vector_clock`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

from antichain.proofs.logic.symbolic import EVENT, INT, REPLICA, Symbolic
from antichain.proofs.logic.theorem import Theorem
from antichain.proofs.machines import execution
from antichain.proofs.machines.vector_clock import Stamped, stamp_of, stamping
from antichain.proofs.theories.laws import inductive_theorem

if TYPE_CHECKING:
    from antichain.proofs.logic.theorem import Subject
    from antichain.proofs.logic.transition_system import Machine

__all__ = ["theorems"]

_SOURCE = "Fidge 1988; Mattern 1989"

_E, _F = z3.Consts("e f", EVENT)
_Q, _R = z3.Consts("q r", REPLICA)


def theorems(subject: Subject) -> tuple[Theorem, ...]:
    """Return the theorems of vector clocks."""
    machine, m = stamping(subject), Symbolic(subject.kernel)
    s = machine.state
    inductive = {name: machine.inductive(name) for name in machine.invariants}
    events = z3.And(s.happened(_E), s.happened(_F))
    ve, vf = stamp_of(s, _E), stamp_of(s, _F)

    def invariant(
        name: str, statement: str, *names: str, note: str = "", rests_on: tuple[str, ...] = (), outside: str = ""
    ) -> Theorem:
        found = tuple(each for one in names for each in inductive[one])
        claims = tuple(machine.invariants[one](s) for one in names)
        more = ("H0", *rests_on)
        return Theorem(
            name,
            statement,
            found,
            claims=claims,
            machine=machine,
            rests_on=more,
            note=note,
            source=_SOURCE,
            outside=outside,
        )

    def follows(name: str, statement: str, goal: z3.BoolRef) -> Theorem:
        found = machine.consequence(name, goal)
        return Theorem(name, statement, found, claims=(goal,), machine=machine, rests_on=("H0",), source=_SOURCE)

    clock_condition = z3.Implies(events, s.before(_E, _F) == m.before(ve, vf))
    unordered = z3.And(z3.Not(s.before(_E, _F)), z3.Not(s.before(_F, _E)))
    incomparable = z3.Implies(z3.And(events, _E != _F), unordered == m.concurrent(ve, vf))
    return (
        inductive_theorem(
            "H0",
            "stamped executions",
            machine,
            source=_SOURCE,
            note="The ghost relation is compared with reachability on every small causality graph.",
        ),
        invariant("H1", "e ≠ f ⇒ (e → f ⇔ V e (home e) ≤ V f (home e))", "key"),
        follows("H2", "e → f ⇔ V e < V f", clock_condition),
        follows("H3", "e ≠ f ⇒ (e ∥ f ⇔ V e ∥ V f)", incomparable),
        follows("H4", "V e = V f ⇒ e = f", z3.Implies(z3.And(events, m.same(ve, vf)), _E == _F)),
        _count(machine),
        invariant("H6", "now r q ≤ now q q and V e q ≤ now q q", "owner-leads"),
        invariant(
            "H7",
            "→ is a strict partial order with Lamport's three clauses, and well founded",
            *execution.clauses(),
            note="e → f ⇒ L e < L f, where L are Lamport's clocks (I1).",
            rests_on=("I1",),
            outside="natural numbers are well founded, and so is what they grow along",
        ),
        _least_step(machine),
        _cuts(machine),
    )


def _count(machine: Machine[Stamped]) -> Theorem:
    """Return that the numbers up to ``V e q`` are, one to one, the events of ``q`` among ``e`` and its past."""
    s, (k, n) = machine.state, z3.Ints("k n")
    known = z3.Or(_F == _E, s.before(_F, _E))
    member = z3.And(s.happened(_F), s.home(_F) == _Q, known)
    named = s.nth(_Q, k)
    in_range = z3.And(k >= 1, k <= s.stamp(_E, _Q))
    goals = {
        "natural": z3.Implies(s.happened(_E), z3.And(s.stamp(_E, _Q) >= 0, s.stamp(_E, _Q) <= s.count(_Q))),
        "numbered": z3.Implies(
            z3.And(s.happened(_E), in_range), z3.And(s.home(named) == _Q, z3.Or(named == _E, s.before(named, _E)))
        ),
        "all": z3.Implies(
            z3.And(s.happened(_E), member),
            z3.And(s.number(_F) >= 1, s.number(_F) <= s.stamp(_E, _Q), s.nth(_Q, s.number(_F)) == _F),
        ),
        "once": z3.Implies(
            z3.And(s.happened(_E), in_range, n >= 1, n <= s.stamp(_E, _Q), named == s.nth(_Q, n)), k == n
        ),
    }
    return Theorem(
        "H5",
        "V e q is the number of events of q among e and what happened before it",
        tuple(each for name, goal in goals.items() for each in machine.consequence(f"H5.{name}", goal)),
        claims=tuple(goals.values()),
        machine=machine,
        rests_on=("H0",),
        note="k ↦ the k-th event of q is one to one from the numbers 1 to V e q onto those events.",
        source=_SOURCE,
    )


def _least_step(machine: Machine[Stamped]) -> Theorem:
    """Every slot of V e other than its own is the slot of some event before e, and no event before e has more."""
    s = machine.state
    seen = s.stamp(_E, _Q)
    source = s.nth(_Q, seen)
    attained = z3.Implies(seen >= 1, z3.And(s.before(source, _E), s.stamp(source, _Q) == seen))
    bounded = z3.ForAll([_F], z3.Implies(s.before(_F, _E), s.stamp(_F, _Q) <= seen))
    previous = s.nth(_Q, seen - 1)
    own = z3.Implies(seen - 1 >= 1, z3.And(s.before(previous, _E), s.stamp(previous, _Q) == seen - 1))
    no_more = z3.ForAll([_F], z3.Implies(z3.And(s.before(_F, _E), s.home(_E) == _Q), s.stamp(_F, _Q) <= seen - 1))
    goal = z3.Implies(
        s.happened(_E),
        z3.If(s.home(_E) == _Q, z3.And(seen >= 1, own, no_more), z3.And(attained, bounded)),
    )
    return Theorem(
        "H8",
        "V e = tick (home e) (⊔ {V f : f → e})",
        machine.consequence("H8", goal, instances=[("nth", (_Q, seen)), ("nth", (_Q, seen - 1))]),
        claims=(goal,),
        machine=machine,
        rests_on=("H0",),
        note="Slot by slot: the join is attained, and above all of its parts.",
        source=_SOURCE,
    )


def _cuts(machine: Machine[Stamped]) -> Theorem:
    """A cut takes the first ``cut r`` events of each replica; its frontier is the last event taken of each."""
    s, cut = machine.state, z3.Function("cut", REPLICA, INT)

    def taken(e: z3.ExprRef) -> z3.BoolRef:
        return z3.And(s.happened(e), s.number(e) <= cut(s.home(e)))

    closed = z3.ForAll([_E, _F], z3.Implies(z3.And(taken(_F), s.before(_E, _F)), taken(_E)))
    last = s.nth(_R, cut(_R))
    within = z3.Implies(cut(_R) >= 1, s.stamp(last, _Q) <= cut(_Q))
    frontier = z3.ForAll([_R, _Q], within)
    own = z3.ForAll([_R], z3.Implies(cut(_R) >= 1, s.stamp(last, _R) == cut(_R)))
    a_cut = {"a cut": z3.ForAll([_R], z3.And(cut(_R) >= 0, cut(_R) <= s.count(_R)))}
    whole = z3.Implies(a_cut["a cut"], z3.And(closed == frontier, own))
    return Theorem(
        "H9",
        "a cut is consistent ⇔ the join of its frontier has cut r in the slot of every r",
        (
            *machine.consequence("H9.forth", z3.Implies(closed, within), a_cut, [("nth", (_Q, s.stamp(last, _Q)))]),
            *machine.consequence("H9.back", z3.Implies(frontier, closed), a_cut),
            *machine.consequence("H9.own", own, a_cut),
        ),
        claims=(whole,),
        machine=machine,
        rests_on=("H0",),
        note="Stated slot by slot: no stamp of the frontier exceeds the cut, and each has the cut in its own slot.",
        source="Mattern 1989",
    )
