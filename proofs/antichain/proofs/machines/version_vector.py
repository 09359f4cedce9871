"""Executions in which a vector clock and a version vector run side by side, as a machine.

In a vector clock every event ticks. In a version vector only updates tick, and a receive joins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import z3

from antichain.proofs.logic.symbolic import BOOL, EVENT, INT, REPLICA, Symbolic
from antichain.proofs.logic.transition_system import Machine, Transition
from antichain.proofs.machines.execution import can_happen, can_receive

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.proofs.logic.symbolic import Clock
    from antichain.proofs.logic.theorem import Subject

__all__ = ["ACTOR", "Both", "both"]


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
ACTOR, (_MESSAGE, _NEW, _E) = z3.Const("actor", REPLICA), z3.Consts("message new e", EVENT)
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
    m = Symbolic(subject.kernel)

    def left(s: Both, clock: Clock, vector: Clock, counted: int) -> Both:
        number = clock(ACTOR)
        return Both(
            happened=lambda e: z3.Or(e == _NEW, s.happened(e)),
            stamp=lambda e, q: z3.If(e == _NEW, clock(q), s.stamp(e, q)),
            now=lambda r, q: z3.If(r == ACTOR, clock(q), s.now(r, q)),
            known=lambda e, q: z3.If(e == _NEW, vector(q), s.known(e, q)),
            version=lambda r, q: z3.If(r == ACTOR, vector(q), s.version(r, q)),
            updates=lambda q, k: z3.If(
                z3.And(q == ACTOR, k == number), s.updates(q, number - 1) + counted, s.updates(q, k)
            ),
        )

    def update(s: Both) -> Both:
        now, version = (lambda q: s.now(ACTOR, q)), (lambda q: s.version(ACTOR, q))
        return left(s, m.tick(now, ACTOR), m.tick(version, ACTOR), 1)

    def receive(s: Both) -> Both:
        stamped = m.receive(lambda q: s.now(ACTOR, q), lambda q: s.stamp(_MESSAGE, q), ACTOR)
        return left(s, stamped, m.join(lambda q: s.version(ACTOR, q), lambda q: s.known(_MESSAGE, q)), 0)

    def fresh(s: Both) -> z3.BoolRef:
        return z3.Not(s.happened(_NEW))

    def arrived(s: Both) -> z3.BoolRef:
        return z3.And(fresh(s), s.happened(_MESSAGE))

    transitions = (
        Transition("update", (ACTOR, _NEW), fresh, update, lambda s: can_happen(s.happened), _NEW),
        Transition("receive", (ACTOR, _MESSAGE, _NEW), arrived, receive, lambda s: can_receive(s.happened), _NEW),
    )
    return Machine("both", _STATE, _START, transitions, _INVARIANTS, _STORY).edited(subject.edits)


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
