"""Executions stamped by vector clocks, as a machine.

Happens-before is Lamport's (:mod:`antichain.proofs.machines.execution`) and knows no clock; the stamps are made by
the model's ``tick`` and ``receive``. The two meet in the invariants, which hold at the start and after every step, and
so always.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import z3

from antichain.proofs.logic.symbolic import EVENT, INT, REPLICA, Symbolic
from antichain.proofs.logic.transition_system import Machine, Transition
from antichain.proofs.machines import execution
from antichain.proofs.machines.execution import ACTOR, MESSAGE, NEW, can_happen, can_receive

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.proofs.logic.symbolic import Clock
    from antichain.proofs.logic.theorem import Subject

__all__ = ["Stamped", "stamp_of", "stamping"]


class Stamped(NamedTuple):
    """A history and its stamps. The first seven fields are those of ``execution.History``."""

    happened: Callable[..., z3.BoolRef]
    home: Callable[..., z3.ExprRef]
    number: Callable[..., z3.ArithRef]
    count: Callable[..., z3.ArithRef]
    nth: Callable[..., z3.ExprRef]
    before: Callable[..., z3.BoolRef]
    heard: Callable[..., z3.BoolRef]
    stamp: Callable[..., z3.ArithRef]
    """``stamp e q``: the slot of ``q`` in ``V e``."""
    now: Callable[..., z3.ArithRef]
    """``now r q``: the slot of ``q`` in the clock of ``r``."""


_STATE = Stamped(
    *execution.STATE, stamp=z3.Function("stamp", EVENT, REPLICA, INT), now=z3.Function("now", REPLICA, REPLICA, INT)
)
_START = Stamped(*execution.START, stamp=lambda _e, _q: z3.IntVal(0), now=lambda _r, _q: z3.IntVal(0))


def stamping(subject: Subject) -> Machine[Stamped]:
    """Return executions stamped by vector clocks as a machine."""
    m = Symbolic(subject.kernel)

    def stamped(s: Stamped, clock: Clock, message: z3.ExprRef | None) -> Stamped:
        return Stamped(
            *execution.happen(s, message),
            stamp=lambda e, q: z3.If(e == NEW, clock(q), s.stamp(e, q)),
            now=lambda r, q: z3.If(r == ACTOR, clock(q), s.now(r, q)),
        )

    def event(s: Stamped) -> Stamped:
        return stamped(s, m.tick(_now(s, ACTOR), ACTOR), None)

    def receive(s: Stamped) -> Stamped:
        return stamped(s, m.receive(_now(s, ACTOR), stamp_of(s, MESSAGE), ACTOR), MESSAGE)

    def fresh(s: Stamped) -> z3.BoolRef:
        return z3.Not(s.happened(NEW))

    def arrived(s: Stamped) -> z3.BoolRef:
        return z3.And(z3.Not(s.happened(NEW)), s.happened(MESSAGE))

    transitions = (
        Transition("event", (ACTOR, NEW), fresh, event, lambda s: can_happen(s.happened), NEW),
        Transition("receive", (ACTOR, MESSAGE, NEW), arrived, receive, lambda s: can_receive(s.happened), NEW),
    )
    return Machine(
        "stamping",
        _STATE,
        _START,
        transitions,
        _invariants(),
        execution.STORY,
    ).edited(subject.edits)


def _now(s: Stamped, r: z3.ExprRef) -> Clock:
    return lambda q: s.now(r, q)


def stamp_of(s: Stamped, e: z3.ExprRef) -> Clock:
    """Return the stamp of an event."""
    return lambda q: s.stamp(e, q)


_E, _F = z3.Consts("e f", EVENT)
_Q, _R = z3.Consts("q r", REPLICA)


def _key(s: Stamped) -> z3.BoolRef:
    """Return the main lemma of the theory: one slot decides whether ``e`` happened before ``f``."""
    decides = s.stamp(_E, s.home(_E)) <= s.stamp(_F, s.home(_E))
    happened = z3.And(s.happened(_E), s.happened(_F), _E != _F)
    return z3.ForAll([_E, _F], z3.Implies(happened, s.before(_E, _F) == decides))


def _invariants() -> dict[str, Callable[[Stamped], z3.BoolRef]]:
    return {
        **execution.clauses(),
        **execution.least(),
        "natural": lambda s: z3.And(
            z3.ForAll([_R, _Q], s.now(_R, _Q) >= 0),
            z3.ForAll([_E, _Q], z3.Implies(s.happened(_E), s.stamp(_E, _Q) >= 0)),
        ),
        "own": lambda s: z3.And(
            z3.ForAll([_R], s.now(_R, _R) == s.count(_R)),
            z3.ForAll([_E], z3.Implies(s.happened(_E), s.stamp(_E, s.home(_E)) == s.number(_E))),
        ),
        "owner-leads": lambda s: z3.And(
            z3.ForAll([_R, _Q], s.now(_R, _Q) <= s.now(_Q, _Q)),
            z3.ForAll([_E, _Q], z3.Implies(s.happened(_E), s.stamp(_E, _Q) <= s.now(_Q, _Q))),
        ),
        "latest": lambda s: z3.ForAll(
            [_R, _Q],
            s.now(_R, _Q) == z3.If(s.count(_R) >= 1, s.stamp(s.nth(_R, s.count(_R)), _Q), 0),
        ),
        "key": _key,
        "monotone": lambda s: z3.ForAll([_E, _F, _Q], z3.Implies(s.before(_E, _F), s.stamp(_E, _Q) <= s.stamp(_F, _Q))),
    }
