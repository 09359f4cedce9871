"""J: version vectors against vector clocks: what ticks, and what each therefore says.

In a vector clock every event ticks, a receive too, and the clock orders events. In a version vector only updates tick,
a sync joins, and the vector orders sets of updates: it is the state of a G-Counter. Each discipline is forced by its
theorem: a merge that ticks is not idempotent, and a receive that does not tick cannot be told from what it received.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import z3

from antichain.proofs.machine import Machine, Transition
from antichain.proofs.symbolic import BOOL, EVENT, INT, REPLICA, Symbolic, clock, natural
from antichain.proofs.theorem import Theorem, obligation
from antichain.proofs.worlds import clock_worlds

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.proofs.symbolic import Clock
    from antichain.proofs.theorem import Subject

__all__ = ["Both", "both", "theorems"]

_SOURCE = "Parker et al. 1983; Baquero and Preguiça 2016"


class Both(NamedTuple):
    """An execution with a vector clock and a version vector side by side."""

    happened: Callable[..., z3.BoolRef]
    stamp: Callable[..., z3.ArithRef]
    """``stamp e q``: the vector clock of event ``e``."""
    now: Callable[..., z3.ArithRef]
    """``now r q``: the vector clock of ``r``."""
    known: Callable[..., z3.ArithRef]
    """``known e q``: the version vector that ``e`` left."""
    version: Callable[..., z3.ArithRef]
    """``version r q``: the version vector of ``r``."""
    updates: Callable[..., z3.ArithRef]
    """``updates q k``: how many of the first ``k`` events of ``q`` are updates."""


_STATE = Both(
    happened=z3.Function("happened", EVENT, BOOL),
    stamp=z3.Function("stamp", EVENT, REPLICA, INT),
    now=z3.Function("now", REPLICA, REPLICA, INT),
    known=z3.Function("known", EVENT, REPLICA, INT),
    version=z3.Function("version", REPLICA, REPLICA, INT),
    updates=z3.Function("updates", REPLICA, INT, INT),
)
_START = Both(
    happened=lambda _e: z3.BoolVal(val=False),
    stamp=lambda _e, _q: z3.IntVal(0),
    now=lambda _r, _q: z3.IntVal(0),
    known=lambda _e, _q: z3.IntVal(0),
    version=lambda _r, _q: z3.IntVal(0),
    updates=lambda _q, _k: z3.IntVal(0),
)
_ACTOR, (_MESSAGE, _NEW, _E) = z3.Const("actor", REPLICA), z3.Consts("message new e", EVENT)
_R, _Q = z3.Consts("r q", REPLICA)
_K, _N = z3.Ints("k n")
_STORY = (
    ("update", ("A", "e1")),
    ("update", ("B", "e2")),
    ("receive", ("B", "e1", "e3")),
    ("update", ("B", "e4")),
    ("receive", ("C", "e4", "e5")),
)


def both(subject: Subject) -> Machine[Both]:
    """Return executions with both kinds of clocks as a machine."""
    m, edits = Symbolic(subject.kernel), subject.edits

    def left(s: Both, clock: Clock, vector: Clock, counted: int) -> Both:
        number = clock(_ACTOR)
        return Both(
            happened=lambda e: z3.Or(e == _NEW, s.happened(e)),
            stamp=lambda e, q: z3.If(e == _NEW, clock(q), s.stamp(e, q)),
            now=lambda r, q: z3.If(r == _ACTOR, clock(q), s.now(r, q)),
            known=lambda e, q: z3.If(e == _NEW, vector(q), s.known(e, q)),
            version=lambda r, q: z3.If(r == _ACTOR, vector(q), s.version(r, q)),
            updates=lambda q, k: z3.If(
                z3.And(q == _ACTOR, k == number), s.updates(q, number - 1) + counted, s.updates(q, k)
            ),
        )

    def update(s: Both) -> Both:
        now, version = (lambda q: s.now(_ACTOR, q)), (lambda q: s.version(_ACTOR, q))
        return left(s, m.tick(now, _ACTOR), m.tick(version, _ACTOR), 1)

    def receive(s: Both) -> Both:
        stamped = m.receive(lambda q: s.now(_ACTOR, q), lambda q: s.stamp(_MESSAGE, q), _ACTOR)
        return left(s, stamped, m.join(lambda q: s.version(_ACTOR, q), lambda q: s.known(_MESSAGE, q)), 0)

    def fresh(s: Both) -> z3.BoolRef:
        return z3.Not(s.happened(_NEW))

    def arrived(s: Both) -> z3.BoolRef:
        return z3.And(fresh(s), s.happened(_MESSAGE))

    transitions = (
        Transition("update", (_ACTOR, _NEW), fresh, update, _NEW).edited(edits.get("both.update")),
        Transition("receive", (_ACTOR, _MESSAGE, _NEW), arrived, receive, _NEW).edited(edits.get("both.receive")),
    )
    return Machine("both", _STATE, _START, transitions, _INVARIANTS, _STORY)


_INVARIANTS: dict[str, Callable[[Both], z3.BoolRef]] = {
    "natural": lambda s: z3.And(
        z3.ForAll([_R, _Q], s.now(_R, _Q) >= 0),
        z3.ForAll([_E, _Q], z3.Implies(s.happened(_E), s.stamp(_E, _Q) >= 0)),
    ),
    "owner-leads": lambda s: z3.And(
        z3.ForAll([_R, _Q], s.now(_R, _Q) <= s.now(_Q, _Q)),
        z3.ForAll([_E, _Q], z3.Implies(s.happened(_E), s.stamp(_E, _Q) <= s.now(_Q, _Q))),
    ),
    "growing": lambda s: z3.And(
        z3.ForAll([_Q], s.updates(_Q, 0) == 0),
        z3.ForAll(
            [_Q, _K, _N],
            z3.Implies(z3.And(_K >= 0, _K <= _N, s.now(_Q, _Q) >= _N), s.updates(_Q, _K) <= s.updates(_Q, _N)),
        ),
    ),
    "faithful": lambda s: z3.And(
        z3.ForAll([_R, _Q], s.version(_R, _Q) == s.updates(_Q, s.now(_R, _Q))),
        z3.ForAll([_E, _Q], z3.Implies(s.happened(_E), s.known(_E, _Q) == s.updates(_Q, s.stamp(_E, _Q)))),
    ),
}


def _ticked(machine: Machine[Both], step: str, by: int) -> z3.BoolRef:
    return machine.after(step, lambda old, new: new.version(_ACTOR, _ACTOR) == old.version(_ACTOR, _ACTOR) + by)


def theorems(subject: Subject) -> tuple[Theorem, ...]:
    """Return the theorems of version vectors."""
    m, worlds, machine = Symbolic(subject.kernel), clock_worlds(), both(subject)
    x, y, r = clock("x"), clock("y"), z3.Const("r", REPLICA)
    naturals = {"0 ≤ x": natural(x), "0 ≤ y": natural(y)}
    received, joined = m.receive(x, y, r), m.join(x, y)
    ticks = {"update": _ticked(machine, "update", 1), "receive": _ticked(machine, "receive", 0)}
    answered = m.same(m.join(x, m.join(y, x)), m.join(y, x))
    later = z3.And(m.before(x, received), m.before(y, received))
    faithful = tuple(each for name in machine.invariants for each in machine.inductive(name))
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
            faithful,
            claims=tuple(invariant(machine.state) for invariant in machine.invariants.values()),
            machine=machine,
            note="So the version vector is the vector clock with receives left uncounted. Induction over the steps.",
            source=_SOURCE,
        ),
    )
