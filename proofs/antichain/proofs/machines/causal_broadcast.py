"""Causal broadcast as a machine: messages, their stamps, the deliveries of each replica, and happened-before.

The steps are those of :mod:`antichain.model.broadcast`. Happens-before is a ghost that never looks at a stamp; that the
two agree is an invariant, and what follows from it is proved in :mod:`antichain.proofs.theories.k_causal_broadcast`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import z3

from antichain.proofs.logic.symbolic import BOOL, EVENT, INT, REPLICA, Symbolic
from antichain.proofs.logic.transition_system import Machine, Transition
from antichain.proofs.machines.execution import can_happen

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.proofs.logic.symbolic import Clock
    from antichain.proofs.logic.theorem import Subject

__all__ = ["ACTOR", "MESSAGE", "Delivering", "broadcasting", "delivered_at", "gate", "stamp_of"]


class Delivering(NamedTuple):
    """The messages so far, and the deliveries of each replica. A message is the event that broadcast it."""

    sent: Callable[..., z3.BoolRef]
    """``sent m``."""
    sender: Callable[..., z3.ExprRef]
    """``sender m``."""
    stamp: Callable[..., z3.ArithRef]
    """``stamp m q``: the slot of ``q`` in the stamp of ``m``."""
    delivered: Callable[..., z3.ArithRef]
    """``delivered r q``: how many messages of ``q`` the replica ``r`` has delivered."""
    has: Callable[..., z3.BoolRef]
    """``has r m``: ``r`` has delivered ``m``."""
    before: Callable[..., z3.BoolRef]
    """``before m n``: the sender of ``n`` delivered ``m`` before it broadcast ``n``."""
    nth: Callable[..., z3.ExprRef]
    """``nth q k``: the ``k``-th message of ``q``."""


_STATE = Delivering(
    sent=z3.Function("sent", EVENT, BOOL),
    sender=z3.Function("sender", EVENT, REPLICA),
    stamp=z3.Function("stamp", EVENT, REPLICA, INT),
    delivered=z3.Function("delivered", REPLICA, REPLICA, INT),
    has=z3.Function("has", REPLICA, EVENT, BOOL),
    before=z3.Function("before", EVENT, EVENT, BOOL),
    nth=z3.Function("nth", REPLICA, INT, EVENT),
)
_NEVER = z3.BoolVal(val=False)
_START = Delivering(
    sent=lambda _m: _NEVER,
    sender=_STATE.sender,
    stamp=lambda _m, _q: z3.IntVal(0),
    delivered=lambda _r, _q: z3.IntVal(0),
    has=lambda _r, _m: _NEVER,
    before=lambda _m, _n: _NEVER,
    nth=_STATE.nth,
)
ACTOR, (MESSAGE, _NEW) = z3.Const("actor", REPLICA), z3.Consts("message new", EVENT)
_R, _P, _Q = z3.Consts("r p q", REPLICA)
(_M, _N, _O), _K = z3.Consts("m n o", EVENT), z3.Int("k")
_STORY = (
    ("broadcast", ("A", "e1")),
    ("broadcast", ("B", "e2")),
    ("deliver", ("B", "e1")),
    ("broadcast", ("B", "e3")),
    ("deliver", ("C", "e1")),
    ("deliver", ("C", "e2")),
)


def stamp_of(s: Delivering, message: z3.ExprRef) -> Clock:
    """Return the stamp of a message."""
    return lambda q: s.stamp(message, q)


def delivered_at(s: Delivering, r: z3.ExprRef) -> Clock:
    """Return how many messages of each replica ``r`` has delivered."""
    return lambda q: s.delivered(r, q)


def broadcasting(subject: Subject) -> Machine[Delivering]:
    """Return causal broadcast as a machine."""
    m = Symbolic(subject.kernel)

    def broadcast(s: Delivering) -> Delivering:
        ticked = m.tick(delivered_at(s, ACTOR), ACTOR)
        return Delivering(
            sent=lambda n: z3.Or(s.sent(n), n == _NEW),
            sender=lambda n: z3.If(n == _NEW, ACTOR, s.sender(n)),
            stamp=lambda n, q: z3.If(n == _NEW, ticked(q), s.stamp(n, q)),
            delivered=lambda r, q: z3.If(r == ACTOR, ticked(q), s.delivered(r, q)),
            has=lambda r, n: z3.Or(s.has(r, n), z3.And(r == ACTOR, n == _NEW)),
            before=lambda n, later: z3.Or(s.before(n, later), z3.And(later == _NEW, s.has(ACTOR, n))),
            nth=lambda q, k: z3.If(z3.And(q == ACTOR, k == s.delivered(ACTOR, ACTOR) + 1), _NEW, s.nth(q, k)),
        )

    def deliver(s: Delivering) -> Delivering:
        ticked = m.tick(delivered_at(s, ACTOR), s.sender(MESSAGE))
        return s._replace(
            delivered=lambda r, q: z3.If(r == ACTOR, ticked(q), s.delivered(r, q)),
            has=lambda r, n: z3.Or(s.has(r, n), z3.And(r == ACTOR, n == MESSAGE)),
        )

    def fresh(s: Delivering) -> z3.BoolRef:
        return z3.Not(s.sent(_NEW))

    transitions = (
        Transition("broadcast", (ACTOR, _NEW), fresh, broadcast, lambda s: can_happen(s.sent), _NEW),
        Transition("deliver", (ACTOR, MESSAGE), lambda s: gate(m, s), deliver, _next_and_complete),
    )
    return Machine("broadcasting", _STATE, _START, transitions, _INVARIANTS, _STORY).edited(subject.edits)


def _next_and_complete(s: Delivering) -> z3.BoolRef:
    """Return when the model delivers: the next message of its sender, after all messages on which it depends."""
    source = s.sender(MESSAGE)
    complete = z3.ForAll([_Q], z3.Or(source == _Q, s.stamp(MESSAGE, _Q) <= s.delivered(ACTOR, _Q)))
    return z3.And(s.sent(MESSAGE), s.stamp(MESSAGE, source) == s.delivered(ACTOR, source) + 1, complete)


def gate(m: Symbolic, s: Delivering) -> z3.BoolRef:
    """Return whether ``actor`` may deliver ``message``: it was sent, and the model's condition holds."""
    return z3.And(s.sent(MESSAGE), m.deliverable(stamp_of(s, MESSAGE), delivered_at(s, ACTOR), s.sender(MESSAGE)))


_INVARIANTS: dict[str, Callable[[Delivering], z3.BoolRef]] = {
    "natural": lambda s: z3.ForAll(
        [_R, _Q], z3.And(s.delivered(_R, _Q) >= 0, s.delivered(_R, _Q) <= s.delivered(_Q, _Q))
    ),
    "stamps": lambda s: z3.ForAll(
        [_M, _Q],
        z3.Implies(
            s.sent(_M),
            z3.And(s.stamp(_M, _Q) >= 0, s.stamp(_M, _Q) <= s.delivered(_Q, _Q), s.stamp(_M, s.sender(_M)) >= 1),
        ),
    ),
    "only-sent": lambda s: z3.ForAll([_R, _M], z3.Implies(s.has(_R, _M), s.sent(_M))),
    "prefix": lambda s: z3.ForAll(
        [_R, _M], z3.Implies(s.sent(_M), s.has(_R, _M) == (s.stamp(_M, s.sender(_M)) <= s.delivered(_R, s.sender(_M))))
    ),
    "one-by-one": lambda s: z3.ForAll(
        [_M, _N],
        z3.Implies(
            z3.And(
                s.sent(_M),
                s.sent(_N),
                s.sender(_M) == s.sender(_N),
                s.stamp(_M, s.sender(_M)) == s.stamp(_N, s.sender(_N)),
            ),
            _M == _N,
        ),
    ),
    "order": lambda s: z3.ForAll([_M, _N], z3.Implies(s.before(_M, _N), z3.And(s.sent(_M), s.sent(_N)))),
    "asymmetric": lambda s: z3.ForAll([_M, _N], z3.Implies(s.before(_M, _N), z3.Not(s.before(_N, _M)))),
    "transitive": lambda s: z3.ForAll(
        [_M, _N, _O], z3.Implies(z3.And(s.before(_M, _N), s.before(_N, _O)), s.before(_M, _O))
    ),
    "key": lambda s: z3.ForAll(
        [_M, _N],
        z3.Implies(
            z3.And(s.sent(_M), s.sent(_N)),
            s.before(_M, _N) == z3.And(_M != _N, s.stamp(_M, s.sender(_M)) <= s.stamp(_N, s.sender(_M))),
        ),
    ),
    "monotone": lambda s: z3.ForAll([_M, _N, _Q], z3.Implies(s.before(_M, _N), s.stamp(_M, _Q) <= s.stamp(_N, _Q))),
    "nth": lambda s: z3.ForAll(
        [_Q, _K],
        z3.Implies(
            z3.And(_K >= 1, s.delivered(_Q, _Q) >= _K),
            z3.And(s.sent(s.nth(_Q, _K)), s.sender(s.nth(_Q, _K)) == _Q, s.stamp(s.nth(_Q, _K), _Q) == _K),
        ),
    ),
    "dominates": lambda s: z3.ForAll([_R, _M, _Q], z3.Implies(s.has(_R, _M), s.stamp(_M, _Q) <= s.delivered(_R, _Q))),
}
