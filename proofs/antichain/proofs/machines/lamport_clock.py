"""Executions timed by Lamport's clocks, as a machine.

The clock is the model's vector clock with a single slot in which every replica ticks: an event is ``tick`` and a
receive is ``receive`` in the slot of the replica (Lamport, "Time, clocks, and the ordering of events in a distributed
system", 1978).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import z3

from antichain.proofs.logic.lift import lift
from antichain.proofs.logic.symbolic import EVENT, INT, REPLICA
from antichain.proofs.logic.transition_system import Machine, Transition
from antichain.proofs.machines import execution
from antichain.proofs.machines.execution import ACTOR, MESSAGE, NEW, can_happen, can_receive

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.proofs.logic.theorem import Subject

__all__ = ["Timed", "timing"]


class Timed(NamedTuple):
    """A history and its times. The first seven fields are those of ``execution.History``."""

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
    """``hand r``: the value of the clock of ``r``."""


_STATE = Timed(*execution.STATE, time=z3.Function("time", EVENT, INT), hand=z3.Function("hand", REPLICA, INT))
_START = Timed(*execution.START, time=lambda _e: z3.IntVal(0), hand=lambda _r: z3.IntVal(0))
_E, _F = z3.Consts("e f", EVENT)
_R = z3.Const("r", REPLICA)


def timing(subject: Subject) -> Machine[Timed]:
    """Return executions timed by Lamport's clocks as a machine."""
    kernel = subject.kernel

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
        Transition("event", (ACTOR, NEW), fresh, event, lambda s: can_happen(s.happened), NEW),
        Transition("receive", (ACTOR, MESSAGE, NEW), arrived, receive, lambda s: can_receive(s.happened), NEW),
    )
    own: dict[str, Callable[[Timed], z3.BoolRef]] = {
        "hand-leads": lambda s: z3.And(
            z3.ForAll([_R], s.hand(_R) >= 0),
            z3.ForAll([_E], z3.Implies(s.happened(_E), z3.And(s.time(_E) >= 1, s.time(_E) <= s.hand(s.home(_E))))),
        ),
        "later": lambda s: z3.ForAll([_E, _F], z3.Implies(s.before(_E, _F), s.time(_E) < s.time(_F))),
    }
    return Machine(
        "timing",
        _STATE,
        _START,
        transitions,
        {**execution.clauses(), **own},
        execution.STORY,
    ).edited(subject.edits)
