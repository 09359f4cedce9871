"""K: causal broadcast. The gate lets a message through when nothing it depends on is missing, and then it does.

The steps are those of :mod:`antichain.model.broadcast`. Safety: what happened before a message was delivered before it.
Progress: once all that happened before it is delivered, the gate is open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import z3

from antichain.proofs.machine import Machine, Transition
from antichain.proofs.symbolic import BOOL, EVENT, INT, REPLICA, Symbolic
from antichain.proofs.theorem import Theorem

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.proofs.symbolic import Clock
    from antichain.proofs.theorem import Subject

__all__ = ["Delivering", "broadcasting", "theorems"]

_SOURCE = "Birman, Schiper and Stephenson 1991"


class Delivering(NamedTuple):
    """The messages so far, and what each replica has delivered. A message is the event that broadcast it."""

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
    """``before m n``: ``m`` was delivered where ``n`` was broadcast, before that."""
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
_ACTOR, (_MESSAGE, _NEW) = z3.Const("actor", REPLICA), z3.Consts("message new", EVENT)
_R, _P, _Q = z3.Consts("r p q", REPLICA)
(_M, _N), _K = z3.Consts("m n", EVENT), z3.Int("k")
_STORY = (
    ("broadcast", ("A", "e1")),
    ("broadcast", ("B", "e2")),
    ("deliver", ("B", "e1")),
    ("broadcast", ("B", "e3")),
    ("deliver", ("C", "e1")),
    ("deliver", ("C", "e2")),
)


def _stamp(s: Delivering, message: z3.ExprRef) -> Clock:
    return lambda q: s.stamp(message, q)


def _delivered(s: Delivering, r: z3.ExprRef) -> Clock:
    return lambda q: s.delivered(r, q)


def broadcasting(subject: Subject) -> Machine[Delivering]:
    """Return causal broadcast as a machine."""
    m, edits = Symbolic(subject.kernel), subject.edits

    def broadcast(s: Delivering) -> Delivering:
        ticked = m.tick(_delivered(s, _ACTOR), _ACTOR)
        return Delivering(
            sent=lambda n: z3.Or(s.sent(n), n == _NEW),
            sender=lambda n: z3.If(n == _NEW, _ACTOR, s.sender(n)),
            stamp=lambda n, q: z3.If(n == _NEW, ticked(q), s.stamp(n, q)),
            delivered=lambda r, q: z3.If(r == _ACTOR, ticked(q), s.delivered(r, q)),
            has=lambda r, n: z3.Or(s.has(r, n), z3.And(r == _ACTOR, n == _NEW)),
            before=lambda n, later: z3.Or(s.before(n, later), z3.And(later == _NEW, s.has(_ACTOR, n))),
            nth=lambda q, k: z3.If(z3.And(q == _ACTOR, k == s.delivered(_ACTOR, _ACTOR) + 1), _NEW, s.nth(q, k)),
        )

    def deliver(s: Delivering) -> Delivering:
        ticked = m.tick(_delivered(s, _ACTOR), s.sender(_MESSAGE))
        return s._replace(
            delivered=lambda r, q: z3.If(r == _ACTOR, ticked(q), s.delivered(r, q)),
            has=lambda r, n: z3.Or(s.has(r, n), z3.And(r == _ACTOR, n == _MESSAGE)),
        )

    def fresh(s: Delivering) -> z3.BoolRef:
        return z3.Not(s.sent(_NEW))

    transitions = (
        Transition("broadcast", (_ACTOR, _NEW), fresh, broadcast, _NEW).edited(edits.get("broadcasting.broadcast")),
        Transition("deliver", (_ACTOR, _MESSAGE), lambda s: _gate(m, s), deliver).edited(
            edits.get("broadcasting.deliver")
        ),
    )
    return Machine("broadcasting", _STATE, _START, transitions, _INVARIANTS, _STORY)


def _gate(m: Symbolic, s: Delivering) -> z3.BoolRef:
    """Return whether ``actor`` may deliver ``message``: it was sent, and the model's gate is open."""
    return z3.And(s.sent(_MESSAGE), m.deliverable(_stamp(s, _MESSAGE), _delivered(s, _ACTOR), s.sender(_MESSAGE)))


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


def theorems(subject: Subject) -> tuple[Theorem, ...]:
    """Return the theorems of causal delivery."""
    machine, m = broadcasting(subject), Symbolic(subject.kernel)
    s = machine.state
    everything = tuple(each for name in machine.invariants for each in machine.inductive(name))
    gate, source = _gate(m, s), s.sender(_MESSAGE)

    def follows(name: str, statement: str, *goals: z3.BoolRef, note: str = "") -> Theorem:
        found = (each for number, goal in enumerate(goals, 1) for each in machine.consequence(f"{name}.{number}", goal))
        return Theorem(
            name,
            statement,
            tuple(found),
            claims=goals,
            machine=machine,
            rests_on=("K0",),
            note=note,
            source=_SOURCE,
        )

    ready = z3.ForAll([_N], z3.Implies(z3.And(gate, s.before(_N, _MESSAGE)), s.has(_ACTOR, _N)))
    closed = z3.ForAll([_R, _M, _N], z3.Implies(z3.And(s.has(_R, _N), s.before(_M, _N)), s.has(_R, _M)))
    shut = z3.Implies(s.has(_ACTOR, _MESSAGE), z3.Not(gate))
    next_one = z3.Implies(gate, s.stamp(_MESSAGE, source) == s.delivered(_ACTOR, source) + 1)
    in_order = z3.ForAll(
        [_R, _M, _N],
        z3.Implies(
            z3.And(
                s.has(_R, _N),
                s.sent(_M),
                s.sender(_M) == s.sender(_N),
                s.stamp(_M, s.sender(_M)) < s.stamp(_N, s.sender(_N)),
            ),
            s.has(_R, _M),
        ),
    )
    already = machine.after(
        "deliver",
        lambda old, new: z3.ForAll(
            [_N],
            z3.Implies(old.before(_N, _MESSAGE), z3.And(old.has(_ACTOR, _N), new.has(_ACTOR, _N), _N != _MESSAGE)),
        ),
    )
    return (
        Theorem(
            "K0",
            "the ten invariants of causal broadcast hold at the start and after every step",
            everything,
            claims=tuple(invariant(s) for invariant in machine.invariants.values()),
            machine=machine,
            note="Induction over the steps of a run.",
            source=_SOURCE,
        ),
        follows("K1", "gate open for m at r ∧ n → m ⇒ r has delivered n", ready),
        follows("K2", "r has delivered n ∧ m → n ⇒ r has delivered m", closed),
        follows("K3", "r has delivered m ⇒ gate shut for m at r", shut),
        follows(
            "K4", "each sender's messages are delivered in the order of their sending, without gaps", next_one, in_order
        ),
        _progress(machine, m),
        follows(
            "K6",
            "n → m ⇒ when r delivers m, it has delivered n before, and n is another message",
            already,
            note="The strong form: delivered before, not merely delivered by the end.",
        ),
    )


def _progress(machine: Machine[Delivering], m: Symbolic) -> Theorem:
    """Were the gate shut in a slot, the message that is missing there would exist, happen before, and be delivered."""
    s = machine.state
    source, other = s.sender(_MESSAGE), z3.Const("other", REPLICA)
    ready = z3.And(
        s.sent(_MESSAGE),
        z3.Not(s.has(_ACTOR, _MESSAGE)),
        z3.ForAll([_N], z3.Implies(s.before(_N, _MESSAGE), s.has(_ACTOR, _N))),
    )
    here = m.slot_open(_stamp(s, _MESSAGE), _delivered(s, _ACTOR), source, other)
    needed = [("nth", (other, s.stamp(_MESSAGE, other))), ("nth", (source, s.stamp(_MESSAGE, source) - 1))]
    gate = z3.Implies(ready, _gate(m, s))
    return Theorem(
        "K5",
        "m sent, not delivered at r, all n → m delivered at r ⇒ gate open for m at r",
        machine.consequence("K5", z3.Implies(ready, here), instances=needed),
        claims=(gate,),
        machine=machine,
        rests_on=("K0",),
        note="For an arbitrary slot, and so for all. Two instances of the invariant that the k-th message of a "
        "replica exists are given, each an obligation of its own. That every message is delivered in the end "
        "needs a network that delivers each: outside the logic.",
        source=_SOURCE,
    )
