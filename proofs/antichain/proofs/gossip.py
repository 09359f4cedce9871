"""F14: replicas that only exchange states. Once news of each has reached all, each holds the join of all first states.

No update happens here; states travel as they will. ``reached r s`` is the ghost: information left ``r`` and got to
``s``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import z3

from antichain.proofs.machine import Machine, Transition
from antichain.proofs.symbolic import BOOL, EVENT, INT, REPLICA, Symbolic
from antichain.proofs.theorem import Theorem

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.proofs.theorem import Subject

__all__ = ["Gossip", "gossiping", "quiescence"]


class Gossip(NamedTuple):
    """What holds while states travel."""

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
    left=lambda _e: z3.BoolVal(val=False),
    state=lambda _e, _q: z3.IntVal(0),
    reached=lambda r, s: r == s,
    carried=lambda _r, _e: z3.BoolVal(val=False),
)
_FIRST_OF_RUNS = _START._replace(first=lambda r, q: z3.If(r == q, 1, 0), counts=lambda r, q: z3.If(r == q, 1, 0))
_ACTOR, (_MESSAGE, _NEW, _E) = z3.Const("actor", REPLICA), z3.Consts("message new e", EVENT)
_R, _S, _Q = z3.Consts("r s q", REPLICA)
_STORY = (
    ("export", ("A", "e1")),
    ("export", ("B", "e2")),
    ("receive", ("B", "e1", "e3")),
    ("receive", ("A", "e3", "e4")),
    ("receive", ("C", "e3", "e5")),
    ("receive", ("A", "e5", "e6")),
    ("receive", ("B", "e6", "e7")),
)
"""After it news of all has reached B, and of A and B everyone."""


def gossiping(subject: Subject) -> Machine[Gossip]:
    """Return the exchange of states as a machine.

    Its invariants are proved from whatever first states, of which only that nothing has travelled is assumed; its
    runs, which witness and refute, start with one update of each replica.
    """
    m, edits = Symbolic(subject.kernel), subject.edits

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
        Transition("export", (_ACTOR, _NEW), fresh, leave, _NEW).edited(edits.get("gossip.export")),
        Transition("receive", (_ACTOR, _MESSAGE, _NEW), arrived, receive, _NEW).edited(edits.get("gossip.receive")),
    )
    return Machine("gossip", _STATE, _START, transitions, _INVARIANTS, _STORY, _FIRST_OF_RUNS)


def _bounds(s: Gossip, top: Callable[..., z3.ArithRef], q: z3.ExprRef) -> z3.BoolRef:
    return z3.ForAll([_S], s.first(_S, q) <= top(q))


_TOP = z3.Function("top", REPLICA, INT)

_INVARIANTS: dict[str, Callable[[Gossip], z3.BoolRef]] = {
    "takes-in": lambda s: z3.ForAll([_R, _S, _Q], z3.Implies(s.reached(_R, _S), s.first(_R, _Q) <= s.counts(_S, _Q))),
    "takes-in-soup": lambda s: z3.ForAll(
        [_R, _E, _Q], z3.Implies(z3.And(s.left(_E), s.carried(_R, _E)), s.first(_R, _Q) <= s.state(_E, _Q))
    ),
    "invents-nothing": lambda s: z3.ForAll([_R, _Q], z3.Implies(_bounds(s, _TOP, _Q), s.counts(_R, _Q) <= _TOP(_Q))),
    "invents-nothing-soup": lambda s: z3.ForAll(
        [_E, _Q], z3.Implies(z3.And(s.left(_E), _bounds(s, _TOP, _Q)), s.state(_E, _Q) <= _TOP(_Q))
    ),
}


def quiescence(subject: Subject) -> Theorem:
    """Return the theorem that states that have all reached each other are one."""
    machine, m = gossiping(subject), Symbolic(subject.kernel)
    s, t = machine.state, z3.Const("t", REPLICA)
    inductive = (each for name in machine.invariants for each in machine.inductive(name))
    all_news = z3.ForAll([_R], s.reached(_R, t))
    above = z3.Implies(all_news, z3.ForAll([_R, _Q], s.first(_R, _Q) <= s.counts(t, _Q)))
    below = z3.Implies(z3.ForAll([_Q], _bounds(s, _TOP, _Q)), m.leq(lambda q: s.counts(t, q), _TOP))
    return Theorem(
        "F14",
        "news of all has reached r ⇒ counts r is the least upper bound of all first states, the same for all such r",
        (*inductive, *machine.consequence("F14.above", above), *machine.consequence("F14.least", below)),
        claims=(above, below),
        machine=machine,
        rests_on=("B11",),
        note="Induction over the exchanges. Two least upper bounds are equal (B11).",
        source="Shapiro et al. 2011",
        outside="top is arbitrary, so it may be the state of another replica that news of all has reached",
    )
