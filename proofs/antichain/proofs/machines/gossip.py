"""Replicas that only exchange states, as a machine.

No update happens here; states travel in any order. ``reached r s`` is the ghost: information left ``r`` and got to
``s``. What follows is proved in :mod:`antichain.proofs.theories.f_gossip`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import z3

from antichain.proofs.logic.symbolic import BOOL, EVENT, INT, REPLICA, Symbolic
from antichain.proofs.logic.transition_system import Machine, Transition
from antichain.proofs.machines.execution import can_happen, can_receive

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.proofs.logic.theorem import Subject

__all__ = ["TOP", "Gossip", "bounded", "gossiping"]


class Gossip(NamedTuple):
    """The state of the exchange."""

    first: Callable[..., z3.ArithRef]
    """``first r q``: the state of ``r`` at the start."""
    counts: Callable[..., z3.ArithRef]
    """``counts r q``: its state now."""
    left: Callable[..., z3.BoolRef]
    state: Callable[..., z3.ArithRef]
    """``state e q``: the state that event ``e`` left."""
    reached: Callable[..., z3.BoolRef]
    """``reached r s``."""
    carried: Callable[..., z3.BoolRef]
    """``carried r e``: information of ``r`` is in the state that ``e`` left."""


_STATE = Gossip(
    first=z3.Function("first", REPLICA, REPLICA, INT),
    counts=z3.Function("counts", REPLICA, REPLICA, INT),
    left=z3.Function("left", EVENT, BOOL),
    state=z3.Function("state", EVENT, REPLICA, INT),
    reached=z3.Function("reached", REPLICA, REPLICA, BOOL),
    carried=z3.Function("carried", REPLICA, EVENT, BOOL),
)
_START = Gossip(
    first=_STATE.first,
    counts=_STATE.first,
    left=_STATE.left,
    state=_STATE.state,
    reached=lambda r, s: r == s,
    carried=lambda _r, _e: z3.BoolVal(val=False),
)
_FIRST_OF_RUNS = _START._replace(
    first=lambda r, q: z3.If(r == q, 1, 0),
    counts=lambda r, q: z3.If(r == q, 1, 0),
    left=lambda _e: z3.BoolVal(val=False),
    state=lambda _e, _q: z3.IntVal(0),
)
_ACTOR, (_MESSAGE, _NEW, _E) = z3.Const("actor", REPLICA), z3.Consts("message new e", EVENT)
_R, _S, _Q = z3.Consts("r s q", REPLICA)
_ASSUMED = {
    "states of the time before are stale": z3.ForAll(
        [_E, _Q], z3.Implies(_STATE.left(_E), _STATE.state(_E, _Q) <= _STATE.first(_Q, _Q))
    )
}
_STORY = (
    ("export", ("A", "e1")),
    ("export", ("B", "e2")),
    ("receive", ("B", "e1", "e3")),
    ("receive", ("A", "e3", "e4")),
    ("receive", ("C", "e3", "e5")),
    ("receive", ("A", "e5", "e6")),
    ("receive", ("B", "e6", "e7")),
)
"""After it, B has received from all replicas, and all replicas from A and B."""


def gossiping(subject: Subject) -> Machine[Gossip]:
    """Return the exchange of states as a machine.

    Its invariants are proved from any first states. States of the time before may still be on their way; of them it is
    assumed that none counts more of a replica than the replica itself. Its runs, which witness and refute, start with
    one update of each replica and nothing on its way.
    """
    m = Symbolic(subject.kernel)

    def leave(s: Gossip) -> Gossip:
        return s._replace(
            left=lambda e: z3.Or(e == _NEW, s.left(e)),
            state=lambda e, q: z3.If(e == _NEW, s.counts(_ACTOR, q), s.state(e, q)),
            carried=lambda r, e: z3.If(e == _NEW, s.reached(r, _ACTOR), s.carried(r, e)),
        )

    def receive(s: Gossip) -> Gossip:
        joined = m.join(lambda q: s.counts(_ACTOR, q), lambda q: s.state(_MESSAGE, q))
        return leave(
            s._replace(
                counts=lambda r, q: z3.If(r == _ACTOR, joined(q), s.counts(r, q)),
                reached=lambda r, to: z3.Or(s.reached(r, to), z3.And(to == _ACTOR, s.carried(r, _MESSAGE))),
            )
        )

    def fresh(s: Gossip) -> z3.BoolRef:
        return z3.Not(s.left(_NEW))

    def arrived(s: Gossip) -> z3.BoolRef:
        return z3.And(fresh(s), s.left(_MESSAGE))

    transitions = (
        Transition("export", (_ACTOR, _NEW), fresh, leave, lambda s: can_happen(s.left), _NEW),
        Transition("receive", (_ACTOR, _MESSAGE, _NEW), arrived, receive, lambda s: can_receive(s.left), _NEW),
    )
    machine = Machine("gossip", _STATE, _START, transitions, _INVARIANTS, _STORY, _FIRST_OF_RUNS, _ASSUMED)
    return machine.edited(subject.edits)


def bounded(s: Gossip, top: Callable[..., z3.ArithRef], q: z3.ExprRef) -> z3.BoolRef:
    """Return whether no first state has more than ``top q`` in the slot of ``q``."""
    return z3.ForAll([_S], s.first(_S, q) <= top(q))


TOP = z3.Function("top", REPLICA, INT)
"""An arbitrary clock, against which first states and states are held."""

_INVARIANTS: dict[str, Callable[[Gossip], z3.BoolRef]] = {
    "takes-in": lambda s: z3.ForAll([_R, _S, _Q], z3.Implies(s.reached(_R, _S), s.first(_R, _Q) <= s.counts(_S, _Q))),
    "takes-in-soup": lambda s: z3.ForAll(
        [_R, _E, _Q], z3.Implies(z3.And(s.left(_E), s.carried(_R, _E)), s.first(_R, _Q) <= s.state(_E, _Q))
    ),
    "invents-nothing": lambda s: z3.ForAll([_R, _Q], z3.Implies(bounded(s, TOP, _Q), s.counts(_R, _Q) <= TOP(_Q))),
    "invents-nothing-soup": lambda s: z3.ForAll(
        [_E, _Q], z3.Implies(z3.And(s.left(_E), bounded(s, TOP, _Q)), s.state(_E, _Q) <= TOP(_Q))
    ),
}
