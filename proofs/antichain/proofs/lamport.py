"""I: Lamport's clocks: one number an event. They extend happens-before and cannot decide it.

The clock is the model's vector clock with a single slot that everybody ticks: an event is ``tick`` and a receive is
``receive`` in a slot that is one's own (Lamport, "Time, clocks, and the ordering of events in a distributed system",
1978).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import z3

from antichain.proofs import execution
from antichain.proofs.execution import ACTOR, MESSAGE, NEW
from antichain.proofs.lift import lift
from antichain.proofs.machine import Machine, Transition
from antichain.proofs.recursion import ENUMERATION, Total, enumeration
from antichain.proofs.stamping import stamp_of, stamping
from antichain.proofs.symbolic import EVENT, INT, REPLICA, Symbolic
from antichain.proofs.theorem import Scope, Theorem, induction

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.proofs.theorem import Subject

__all__ = ["Timed", "theorems", "timing"]

_SOURCE = "Lamport 1978"


class Timed(NamedTuple):
    """A history and its times. The first seven fields are those of :class:`~antichain.proofs.execution.History`."""

    happened: Callable[..., z3.BoolRef]
    home: Callable[..., z3.ExprRef]
    number: Callable[..., z3.ArithRef]
    count: Callable[..., z3.ArithRef]
    nth: Callable[..., z3.ExprRef]
    before: Callable[..., z3.BoolRef]
    heard: Callable[..., z3.BoolRef]
    time: Callable[..., z3.ArithRef]
    """``time e``: ``L e``."""
    hand: Callable[..., z3.ArithRef]
    """``hand r``: what the clock of ``r`` shows."""


_STATE = Timed(*execution.STATE, time=z3.Function("time", EVENT, INT), hand=z3.Function("hand", REPLICA, INT))
_START = Timed(*execution.START, time=lambda _e: z3.IntVal(0), hand=lambda _r: z3.IntVal(0))
_E, _F, _G = z3.Consts("e f g", EVENT)
_R, _S = z3.Consts("r s", REPLICA)


def timing(subject: Subject) -> Machine[Timed]:
    """Return executions timed by Lamport's clocks as a machine."""
    kernel, edits = subject.kernel, subject.edits

    def timed(s: Timed, time: z3.ArithRef, message: z3.ExprRef | None) -> Timed:
        return Timed(
            *execution.happen(s, message),
            time=lambda e: z3.If(e == NEW, time, s.time(e)),
            hand=lambda r: z3.If(r == ACTOR, time, s.hand(r)),
        )

    def event(s: Timed) -> Timed:
        return timed(s, lift(kernel.tick, s.hand(ACTOR), z3.IntVal(1)), None)

    def receive(s: Timed) -> Timed:
        return timed(s, lift(kernel.receive, s.hand(ACTOR), s.time(MESSAGE), z3.IntVal(1)), MESSAGE)

    def fresh(s: Timed) -> z3.BoolRef:
        return z3.Not(s.happened(NEW))

    def arrived(s: Timed) -> z3.BoolRef:
        return z3.And(fresh(s), s.happened(MESSAGE))

    transitions = (
        Transition("event", (ACTOR, NEW), fresh, event, NEW).edited(edits.get("timing.event")),
        Transition("receive", (ACTOR, MESSAGE, NEW), arrived, receive, NEW).edited(edits.get("timing.receive")),
    )
    own: dict[str, Callable[[Timed], z3.BoolRef]] = {
        "hand-leads": lambda s: z3.And(
            z3.ForAll([_R], s.hand(_R) >= 0),
            z3.ForAll([_E], z3.Implies(s.happened(_E), z3.And(s.time(_E) >= 1, s.time(_E) <= s.hand(s.home(_E))))),
        ),
        "later": lambda s: z3.ForAll([_E, _F], z3.Implies(s.before(_E, _F), s.time(_E) < s.time(_F))),
    }
    return Machine("timing", _STATE, _START, transitions, {**execution.clauses(), **own}, execution.STORY)


def theorems(subject: Subject) -> tuple[Theorem, ...]:
    """Return the theorems of Lamport's clocks."""
    machine = timing(subject)
    inductive = {name: machine.inductive(name) for name in machine.invariants}
    later = machine.invariants["later"](machine.state)
    return (
        Theorem(
            "I0",
            "the ten invariants of timed executions hold at the start and after every step",
            tuple(each for found in inductive.values() for each in found),
            claims=tuple(invariant(machine.state) for invariant in machine.invariants.values()),
            machine=machine,
            note="Induction over the steps of an execution.",
            source=_SOURCE,
        ),
        Theorem(
            "I1",
            "e → f ⇒ L e < L f",
            inductive["later"],
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
