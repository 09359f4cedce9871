"""The G-Counter as a machine: counts, the soup of states that events left, and the ledger of updates.

The steps are those of :mod:`antichain.model.system`: an update, and the receive of the state that some event left. The
ledger says which dots (replica, number) are in the causal past of whom, and which happened before which. It never looks
at the counts; that the two agree is what :mod:`antichain.proofs.theories.f_gcounter` proves.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import z3

from antichain.proofs.logic.dots import dot
from antichain.proofs.logic.symbolic import BOOL, EVENT, INT, REPLICA, Symbolic
from antichain.proofs.logic.transition_system import Machine, Transition
from antichain.proofs.machines.execution import can_happen, can_receive

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.proofs.logic.symbolic import Clock
    from antichain.proofs.logic.theorem import Subject

__all__ = ["ACTOR", "MESSAGE", "Counting", "counter", "counts_of", "idle"]


class Counting(NamedTuple):
    """The state of the whole system."""

    counts: Callable[..., z3.ArithRef]
    """``counts r q``: the number of updates of ``q`` in the state of ``r``."""
    left: Callable[..., z3.BoolRef]
    """``left e``: event ``e`` happened, and the state it left is in the soup."""
    state: Callable[..., z3.ArithRef]
    """``state e q``: the counts that event ``e`` left."""
    past: Callable[..., z3.BoolRef]
    """``past r q k``: the ``k``-th update of ``q`` is in the causal past of ``r``."""
    carried: Callable[..., z3.BoolRef]
    """``carried e q k``: it is in the causal past of event ``e``, or is ``e``."""
    made: Callable[..., z3.ArithRef]
    """``made q``: how many updates ``q`` has made."""
    before: Callable[..., z3.BoolRef]
    """``before q k p n``: the ``k``-th update of ``q`` happened before the ``n``-th of ``p``."""


_STATE = Counting(
    counts=z3.Function("counts", REPLICA, REPLICA, INT),
    left=z3.Function("left", EVENT, BOOL),
    state=z3.Function("state", EVENT, REPLICA, INT),
    past=z3.Function("past", REPLICA, REPLICA, INT, BOOL),
    carried=z3.Function("carried", EVENT, REPLICA, INT, BOOL),
    made=z3.Function("made", REPLICA, INT),
    before=z3.Function("before", REPLICA, INT, REPLICA, INT, BOOL),
)
_NEVER, _NONE = z3.BoolVal(val=False), z3.IntVal(0)
_START = Counting(
    counts=lambda _r, _q: _NONE,
    left=lambda _e: _NEVER,
    state=lambda _e, _q: _NONE,
    past=lambda _r, _q, _k: _NEVER,
    carried=lambda _e, _q, _k: _NEVER,
    made=lambda _q: _NONE,
    before=lambda _q, _k, _p, _n: _NEVER,
)
ACTOR, (MESSAGE, _NEW) = z3.Const("actor", REPLICA), z3.Consts("message new", EVENT)
_R, _Q, _P = z3.Consts("r q p", REPLICA)
_E, (_K, _N) = z3.Const("e", EVENT), z3.Ints("k n")
_STORY = (
    ("update", ("A", "e1")),
    ("update", ("B", "e2")),
    ("receive", ("B", "e1", "e3")),
    ("update", ("B", "e4")),
    ("receive", ("C", "e4", "e5")),
)


def counter(subject: Subject) -> Machine[Counting]:
    """Return the counter as a machine."""
    m = Symbolic(subject.kernel)

    def update(s: Counting) -> Counting:
        ticked, number = m.tick(counts_of(s, ACTOR), ACTOR), s.made(ACTOR) + 1
        return _leave(
            s._replace(
                counts=lambda r, q: z3.If(r == ACTOR, ticked(q), s.counts(r, q)),
                past=lambda r, q, k: z3.Or(s.past(r, q, k), z3.And(r == ACTOR, q == ACTOR, k == number)),
                made=lambda q: s.made(q) + z3.If(q == ACTOR, 1, 0),
                before=lambda q, k, p, n: z3.Or(
                    s.before(q, k, p, n), z3.And(p == ACTOR, n == number, s.past(ACTOR, q, k))
                ),
            )
        )

    def receive(s: Counting) -> Counting:
        joined = m.join(counts_of(s, ACTOR), lambda q: s.state(MESSAGE, q))
        return _leave(
            s._replace(
                counts=lambda r, q: z3.If(r == ACTOR, joined(q), s.counts(r, q)),
                past=lambda r, q, k: z3.Or(s.past(r, q, k), z3.And(r == ACTOR, s.carried(MESSAGE, q, k))),
            )
        )

    def arrived(s: Counting) -> z3.BoolRef:
        return z3.And(_fresh(s), s.left(MESSAGE))

    transitions = (
        Transition("update", (ACTOR, _NEW), _fresh, update, lambda s: can_happen(s.left), _NEW),
        Transition("receive", (ACTOR, MESSAGE, _NEW), arrived, receive, lambda s: can_receive(s.left), _NEW),
    )
    return Machine("counter", _STATE, _START, transitions, _INVARIANTS, _STORY).edited(subject.edits)


def idle(subject: Subject) -> Machine[Counting]:
    """Return the counter with one more step: an event that does not change the counts."""
    machine = counter(subject)
    step = Transition("idle", (ACTOR, _NEW), _fresh, _leave, lambda s: can_happen(s.left), _NEW)
    return replace(machine, transitions=(*machine.transitions, step))


def _leave(s: Counting) -> Counting:
    """Put the actor's new state into the soup."""
    return s._replace(
        left=lambda e: z3.Or(e == _NEW, s.left(e)),
        state=lambda e, q: z3.If(e == _NEW, s.counts(ACTOR, q), s.state(e, q)),
        carried=lambda e, q, k: z3.If(e == _NEW, s.past(ACTOR, q, k), s.carried(e, q, k)),
    )


def _fresh(s: Counting) -> z3.BoolRef:
    return z3.Not(s.left(_NEW))


def counts_of(s: Counting, r: z3.ExprRef) -> Clock:
    """Return the counts of ``r``, as a clock."""
    return lambda q: s.counts(r, q)


_INVARIANTS: dict[str, Callable[[Counting], z3.BoolRef]] = {
    "natural": lambda s: z3.And(
        z3.ForAll([_R, _Q], s.counts(_R, _Q) >= 0),
        z3.ForAll([_E, _Q], z3.Implies(s.left(_E), s.state(_E, _Q) >= 0)),
    ),
    "own": lambda s: z3.ForAll([_Q], s.counts(_Q, _Q) == s.made(_Q)),
    "owner-leads": lambda s: z3.ForAll([_R, _Q], s.counts(_R, _Q) <= s.counts(_Q, _Q)),
    "owner-leads-soup": lambda s: z3.ForAll([_E, _Q], z3.Implies(s.left(_E), s.state(_E, _Q) <= s.counts(_Q, _Q))),
    "exact": lambda s: z3.ForAll([_R, _Q, _K], s.past(_R, _Q, _K) == dot(counts_of(s, _R), _Q, _K)),
    "exact-soup": lambda s: z3.ForAll(
        [_E, _Q, _K], z3.Implies(s.left(_E), s.carried(_E, _Q, _K) == dot(lambda q: s.state(_E, q), _Q, _K))
    ),
    "made": lambda s: z3.And(
        z3.ForAll([_Q], s.made(_Q) >= 0),
        z3.ForAll([_R, _Q, _K], z3.Implies(s.past(_R, _Q, _K), z3.And(_K >= 1, s.made(_Q) >= _K))),
    ),
    "made-soup": lambda s: z3.ForAll(
        [_E, _Q, _K], z3.Implies(z3.And(s.left(_E), s.carried(_E, _Q, _K)), z3.And(_K >= 1, s.made(_Q) >= _K))
    ),
    "remembered": lambda s: z3.ForAll([_Q, _K], z3.Implies(z3.And(_K >= 1, s.made(_Q) >= _K), s.past(_Q, _Q, _K))),
    "happened": lambda s: z3.ForAll(
        [_Q, _K, _P, _N], z3.Implies(s.before(_Q, _K, _P, _N), z3.And(_N >= 1, s.made(_P) >= _N))
    ),
    "closed": lambda s: z3.ForAll(
        [_R, _Q, _K, _P, _N], z3.Implies(z3.And(s.before(_Q, _K, _P, _N), s.past(_R, _P, _N)), s.past(_R, _Q, _K))
    ),
    "closed-soup": lambda s: z3.ForAll(
        [_E, _Q, _K, _P, _N],
        z3.Implies(z3.And(s.left(_E), s.before(_Q, _K, _P, _N), s.carried(_E, _P, _N)), s.carried(_E, _Q, _K)),
    ),
}
