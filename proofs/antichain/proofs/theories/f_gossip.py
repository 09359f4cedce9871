"""F14: replicas that only exchange states. When news of each has reached all, each holds the join of first states."""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

from antichain.proofs.logic.symbolic import REPLICA, Symbolic
from antichain.proofs.logic.theorem import Theorem
from antichain.proofs.machines.gossip import TOP, bounded, gossiping

if TYPE_CHECKING:
    from antichain.proofs.logic.theorem import Subject

__all__ = ["quiescence"]

_R, _S, _Q = z3.Consts("r s q", REPLICA)


def quiescence(subject: Subject) -> Theorem:
    """Return the theorem that states that have all reached each other are one."""
    machine, m = gossiping(subject), Symbolic(subject.kernel)
    s, t = machine.state, z3.Const("t", REPLICA)
    all_news = z3.ForAll([_R], s.reached(_R, t))
    above = z3.Implies(all_news, z3.ForAll([_R, _Q], s.first(_R, _Q) <= s.counts(t, _Q)))
    below = z3.Implies(z3.ForAll([_Q], bounded(s, TOP, _Q)), m.leq(lambda q: s.counts(t, q), TOP))
    return Theorem(
        "F14",
        "news of all has reached r ⇒ counts r is the least upper bound of all first states, the same for all such r",
        (*machine.all_inductive(), *machine.consequence("F14.above", above), *machine.consequence("F14.least", below)),
        claims=(above, below),
        machine=machine,
        rests_on=("B11",),
        note="Induction over the exchanges. Two least upper bounds are equal (B11). States of the time "
        "before may still arrive: of them it is assumed that state e q ≤ first q q.",
        source="Shapiro et al. 2011",
        outside="top is arbitrary, so it may be the state of another replica that news of all has reached",
    )
