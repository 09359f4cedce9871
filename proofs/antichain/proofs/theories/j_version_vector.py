"""J: version vectors against vector clocks: what ticks, and what each therefore says.

In a vector clock every event ticks, a receive too, and the clock orders events. In a version vector only updates tick,
a receive joins, and the vector orders sets of updates: it is the state of a G-Counter. Each discipline is forced by its
theorem: a merge that ticks is not idempotent, and a receive that does not tick has the stamp of what it received. The
machine is that of :mod:`antichain.proofs.machines.version_vector`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

from antichain.proofs.logic.obligation import obligation
from antichain.proofs.logic.symbolic import REPLICA, Symbolic, clock, natural
from antichain.proofs.logic.theorem import Theorem
from antichain.proofs.logic.worlds import clock_worlds
from antichain.proofs.machines.version_vector import ACTOR, both

if TYPE_CHECKING:
    from antichain.proofs.logic.theorem import Subject
    from antichain.proofs.logic.transition_system import Machine
    from antichain.proofs.machines.version_vector import Both

__all__ = ["theorems"]

_SOURCE = "Parker et al. 1983; Baquero and Preguiça 2016"


def _ticked(machine: Machine[Both], step: str, by: int) -> z3.BoolRef:
    return machine.after(step, lambda old, new: new.version(ACTOR, ACTOR) == old.version(ACTOR, ACTOR) + by)


def theorems(subject: Subject) -> tuple[Theorem, ...]:
    """Return the theorems of version vectors."""
    m, worlds, machine = Symbolic(subject.kernel), clock_worlds(), both(subject)
    x, y, r = clock("x"), clock("y"), z3.Const("r", REPLICA)
    naturals = {"0 ≤ x": natural(x), "0 ≤ y": natural(y)}
    received, joined = m.receive(x, y, r), m.join(x, y)
    ticks = {"update": _ticked(machine, "update", 1), "receive": _ticked(machine, "receive", 0)}
    answered = m.same(m.join(x, m.join(y, x)), m.join(y, x))
    later = z3.And(m.before(x, received), m.before(y, received))
    return (
        Theorem(
            "J1",
            "only updates tick: version r r is one more after an update of r, and the same after a receive",
            tuple(each for step, goal in ticks.items() for each in machine.consequence(f"J1.{step}", goal)),
            claims=tuple(ticks.values()),
            machine=machine,
            rests_on=("J6",),
            source=_SOURCE,
        ),
        Theorem(
            "J2",
            "x ⊔ y = y ⊔ x and x ⊔ (y ⊔ x) = y ⊔ x: after a sync both ways both are equal; x ⊔ x = x",
            (
                obligation("J2.at-once", m.same(joined, m.join(y, x)), worlds, naturals),
                obligation("J2.in-turn", answered, worlds, naturals),
                obligation("J2.again", m.same(m.join(x, x), x), worlds, naturals),
            ),
            note="Both send what they had (at once), or one sends, and the other answers with what it then has.",
            source=_SOURCE,
        ),
        Theorem(
            "J3",
            "version r ≤ version s ⇔ the updates in Past r are among those in Past s",
            rests_on=("F8",),
            note="This is F8, and has no obligation of its own: a version vector is the state of a G-Counter, with "
            "the same steps.",
            source=_SOURCE,
        ),
        Theorem(
            "J4",
            "x < receive r x y and y < receive r x y",
            (obligation("J4", later, worlds, naturals),),
            source=_SOURCE,
        ),
        Theorem(
            "J5",
            "receive r x x ≠ x; x ≤ y ⇒ x ⊔ y = y",
            (
                obligation("J5.ticking", z3.Not(m.same(m.receive(x, x, r), x)), worlds, naturals),
                obligation("J5.quiet", z3.Implies(m.leq(x, y), m.same(joined, y)), worlds, naturals),
            ),
            note="A merge that ticks is never idempotent and never comes to rest (R9). A receive that does not tick"
            " has the stamp of what it received, though it happened after it (R10).",
            source=_SOURCE,
        ),
        Theorem(
            "J6",
            "version vector of e at q = number of updates among the first V e q events of q",
            machine.all_inductive(),
            claims=tuple(invariant(machine.state) for invariant in machine.invariants.values()),
            machine=machine,
            note="So the version vector is the vector clock with receives left uncounted. Induction over the steps.",
            source=_SOURCE,
        ),
    )
