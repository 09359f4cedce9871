"""I: Lamport's clocks: one number an event. They extend happens-before and cannot decide it.

The machine and its invariants are those of :mod:`antichain.proofs.machines.lamport_clock`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

from antichain.proofs.logic.obligation import induction
from antichain.proofs.logic.recursion import ENUMERATION, Total, enumeration
from antichain.proofs.logic.symbolic import EVENT, INT, REPLICA, Symbolic
from antichain.proofs.logic.theorem import Scope, Theorem
from antichain.proofs.machines.lamport_clock import timing
from antichain.proofs.machines.vector_clock import stamp_of, stamping
from antichain.proofs.theories.laws import inductive_theorem

if TYPE_CHECKING:
    from antichain.proofs.logic.theorem import Subject
    from antichain.proofs.logic.transition_system import Machine
    from antichain.proofs.machines.lamport_clock import Timed

__all__ = ["theorems"]

_SOURCE = "Lamport 1978"

_E, _F, _G = z3.Consts("e f g", EVENT)
_R, _S = z3.Consts("r s", REPLICA)


def theorems(subject: Subject) -> tuple[Theorem, ...]:
    """Return the theorems of Lamport's clocks."""
    machine = timing(subject)
    later = machine.invariants["later"](machine.state)
    return (
        inductive_theorem("I0", "timed executions", machine, source=_SOURCE),
        Theorem(
            "I1",
            "e → f ⇒ L e < L f",
            machine.inductive("later"),
            claims=(later,),
            machine=machine,
            rests_on=("I0",),
            source=_SOURCE,
        ),
        Theorem(
            "I2",
            "L e < L f does not imply e → f",
            rests_on=("R6",),
            scope=Scope.META,
            note="The refuted statement R6 is the witness: a satisfiable query, not a proof.",
            source=_SOURCE,
        ),
        _total(machine),
        _sums(subject),
    )


def _total(machine: Machine[Timed]) -> Theorem:
    """Events ordered by time, and by any order of the replicas where the times are equal."""
    s, rank = machine.state, z3.Function("rank", REPLICA, INT)

    def first(e: z3.ExprRef, f: z3.ExprRef) -> z3.BoolRef:
        tie = z3.And(s.time(e) == s.time(f), rank(s.home(e)) < rank(s.home(f)))
        return z3.Or(s.time(e) < s.time(f), tie)

    ranked = {"replicas are ranked": z3.ForAll([_R, _S], z3.Implies(rank(_R) == rank(_S), _R == _S))}
    events = z3.And(s.happened(_E), s.happened(_F), s.happened(_G))
    goals = {
        "total": z3.Implies(z3.And(events, _E != _F), first(_E, _F) != first(_F, _E)),
        "transitive": z3.Implies(z3.And(events, first(_E, _F), first(_F, _G)), first(_E, _G)),
        "extends": z3.Implies(s.before(_E, _F), first(_E, _F)),
    }
    worlds = machine.worlds_with({"rank": lambda _: "ABC".index})
    found = (each for name, goal in goals.items() for each in machine.consequence(f"I3.{name}", goal, ranked))
    return Theorem(
        "I3",
        "(L e, rank (home e)) is a total order of events that extends →",
        tuple(each.in_worlds(worlds) for each in found),
        machine=machine,
        claims=tuple(z3.Implies(ranked["replicas are ranked"], goal) for goal in goals.values()),
        rests_on=("I0",),
        source=_SOURCE,
    )


def _sums(subject: Subject) -> Theorem:
    """The sum of a vector clock is a Lamport clock: what is before has the smaller sum."""
    machine, m = stamping(subject), Symbolic(subject.kernel)
    s, place = machine.state, z3.Int("place")
    earlier, later = stamp_of(s, _E), stamp_of(s, _F)
    sums = Total("earlier", earlier), Total("later", later)
    here = s.home(_F)
    order = z3.Implies(s.before(_E, _F), z3.And(m.leq(earlier, later), earlier(here) < later(here)))

    def smaller(n: z3.ArithRef) -> z3.BoolRef:
        found = z3.And(place >= 0, place < n)
        return z3.And(sums[0](n) <= sums[1](n), z3.Implies(found, sums[0](n) < sums[1](n)))

    def known(n: z3.ArithRef) -> dict[str, z3.BoolRef]:
        stands = {"home f stands at place": ENUMERATION(place) == here, "e → f": s.before(_E, _F)}
        ordered = {f"order {number}": part for number, part in enumerate(order.arg(1).children(), 1)}
        return {**stands, **ordered, **{name: each for total in sums for name, each in total.equations(n).items()}}

    derived = {each.name: lambda w, each=each: each.meaning(w.with_meaning({"at": enumeration(w)})) for each in sums}
    worlds = machine.worlds_with({"at": enumeration, **derived})
    return Theorem(
        "I4",
        "e → f ⇒ Σ (V e) < Σ (V f)",
        (*machine.consequence("I4.order", order), *induction("I4.sum", smaller, worlds, known)),
        claims=(order,),
        machine=machine,
        rests_on=("H0",),
        note="That V e ≤ V f, and less at home f, is proved of every execution; then induction over an enumeration of "
        "replicas in which home f stands.",
        source="Mattern 1989",
    )
