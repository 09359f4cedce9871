"""K: causal broadcast. The gate lets a message through when nothing it depends on is missing, and then it does.

Safety: what happened before a message was delivered before it. Progress: once all that happened before it is delivered,
the gate is open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

from antichain.proofs.logic.symbolic import EVENT, REPLICA, Symbolic
from antichain.proofs.logic.theorem import Theorem
from antichain.proofs.machines.causal_broadcast import (
    ACTOR,
    MESSAGE,
    Delivering,
    broadcasting,
    delivered_at,
    gate,
    stamp_of,
)
from antichain.proofs.theories.laws import inductive_theorem

if TYPE_CHECKING:
    from antichain.proofs.logic.theorem import Subject
    from antichain.proofs.logic.transition_system import Machine

__all__ = ["theorems"]

_SOURCE = "Birman, Schiper and Stephenson 1991"

_R, (_M, _N) = z3.Const("r", REPLICA), z3.Consts("m n", EVENT)


def theorems(subject: Subject) -> tuple[Theorem, ...]:
    """Return the theorems of causal delivery."""
    machine, m = broadcasting(subject), Symbolic(subject.kernel)
    s = machine.state
    may, source = gate(m, s), s.sender(MESSAGE)

    def follows(name: str, statement: str, *goals: z3.BoolRef, note: str = "") -> Theorem:
        found = (each for number, goal in enumerate(goals, 1) for each in machine.consequence(f"{name}.{number}", goal))
        return Theorem(
            name,
            statement,
            tuple(found),
            claims=goals,
            machine=machine,
            rests_on=("K0",),
            note=note,
            source=_SOURCE,
        )

    ready = z3.ForAll([_N], z3.Implies(z3.And(may, s.before(_N, MESSAGE)), s.has(ACTOR, _N)))
    closed = z3.ForAll([_R, _M, _N], z3.Implies(z3.And(s.has(_R, _N), s.before(_M, _N)), s.has(_R, _M)))
    shut = z3.Implies(s.has(ACTOR, MESSAGE), z3.Not(may))
    next_one = z3.Implies(may, s.stamp(MESSAGE, source) == s.delivered(ACTOR, source) + 1)
    in_order = z3.ForAll(
        [_R, _M, _N],
        z3.Implies(
            z3.And(
                s.has(_R, _N),
                s.sent(_M),
                s.sender(_M) == s.sender(_N),
                s.stamp(_M, s.sender(_M)) < s.stamp(_N, s.sender(_N)),
            ),
            s.has(_R, _M),
        ),
    )
    already = machine.after(
        "deliver",
        lambda old, new: z3.ForAll(
            [_N],
            z3.Implies(old.before(_N, MESSAGE), z3.And(old.has(ACTOR, _N), new.has(ACTOR, _N), _N != MESSAGE)),
        ),
    )
    return (
        inductive_theorem("K0", "causal broadcast", machine, source=_SOURCE),
        follows("K1", "gate open for m at r ∧ n → m ⇒ r has delivered n", ready),
        follows("K2", "r has delivered n ∧ m → n ⇒ r has delivered m", closed),
        follows("K3", "r has delivered m ⇒ gate shut for m at r", shut),
        follows(
            "K4", "each sender's messages are delivered in the order of their sending, without gaps", next_one, in_order
        ),
        _progress(machine, m),
        follows(
            "K6",
            "n → m ⇒ when r delivers m, it has delivered n before, and n is another message",
            already,
            note="The strong form: delivered before, not merely delivered by the end.",
        ),
    )


def _progress(machine: Machine[Delivering], m: Symbolic) -> Theorem:
    """Were the gate shut in a slot, the message that is missing there would exist, happen before, and be delivered."""
    s = machine.state
    source, other = s.sender(MESSAGE), z3.Const("other", REPLICA)
    ready = z3.And(
        s.sent(MESSAGE),
        z3.Not(s.has(ACTOR, MESSAGE)),
        z3.ForAll([_N], z3.Implies(s.before(_N, MESSAGE), s.has(ACTOR, _N))),
    )
    here = m.slot_open(stamp_of(s, MESSAGE), delivered_at(s, ACTOR), source, other)
    needed = [("nth", (other, s.stamp(MESSAGE, other))), ("nth", (source, s.stamp(MESSAGE, source) - 1))]
    opened = z3.Implies(ready, gate(m, s))
    return Theorem(
        "K5",
        "m sent, not delivered at r, all n → m delivered at r ⇒ gate open for m at r",
        machine.consequence("K5", z3.Implies(ready, here), instances=needed),
        claims=(opened,),
        machine=machine,
        rests_on=("K0",),
        note="For an arbitrary slot, and so for all. Two instances of the invariant that the k-th message of a "
        "replica exists are given, each an obligation of its own.",
        source=_SOURCE,
        outside="on a network that brings each message to each replica, every gate is open in the end",
    )
