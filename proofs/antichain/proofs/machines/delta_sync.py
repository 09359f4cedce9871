"""Delta anti-entropy as a machine: intervals of deltas, acknowledgements, and the equivalent full states.

A replica numbers its states. State ``k + 1`` is state ``k`` joined with delta ``k``. What it sends is the join of the
deltas from the number that the receiver has acknowledged to its present one, or, where these deltas are gone, its
whole state (Almeida, Shoker, Baquero, "Delta state replicated data types", 2018, algorithm 2). ``full`` is the ghost:
what the replica would hold if every message had been the whole state from which it was made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import z3

from antichain.proofs.logic.symbolic import BOOL, EVENT, INT, REPLICA, Symbolic
from antichain.proofs.logic.transition_system import Machine, Transition
from antichain.proofs.machines.execution import ACTOR, MESSAGE, NEW

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.proofs.logic.symbolic import Clock
    from antichain.proofs.logic.theorem import Subject

__all__ = ["Syncing", "syncing"]


class Syncing(NamedTuple):
    """The state of all replicas and of the messages on their way."""

    counts: Callable[..., z3.ArithRef]
    """``counts r q``: the state of ``r``."""
    full: Callable[..., z3.ArithRef]
    """``full r q``: its value if states were sent instead of deltas."""
    states: Callable[..., z3.ArithRef]
    """``states r k q``: the ``k``-th state of ``r``, from 0."""
    latest: Callable[..., z3.ArithRef]
    """``latest r``: the number of its present state."""
    kept: Callable[..., z3.ArithRef]
    """``kept r``: the number of the oldest delta that ``r`` still has."""
    interval: Callable[..., z3.ArithRef]
    """``interval r a b q``: the join of the deltas of ``r`` from ``a`` to before ``b``."""
    acked: Callable[..., z3.ArithRef]
    """``acked r t``: up to which state of ``r`` it knows that ``t`` holds all."""
    sent: Callable[..., z3.BoolRef]
    """``sent m``: ``m`` is a message."""
    source: Callable[..., z3.ExprRef]
    target: Callable[..., z3.ExprRef]
    low: Callable[..., z3.ArithRef]
    """``low m``: the number of the state on which the message builds."""
    high: Callable[..., z3.ArithRef]
    """``high m``: the number of the state from which it was made."""
    load: Callable[..., z3.ArithRef]
    """``load m q``: the clock that it carries."""
    taken: Callable[..., z3.BoolRef]
    """``taken m``: it was received, and may be acknowledged."""


_STATE = Syncing(
    counts=z3.Function("counts", REPLICA, REPLICA, INT),
    full=z3.Function("full", REPLICA, REPLICA, INT),
    states=z3.Function("states", REPLICA, INT, REPLICA, INT),
    latest=z3.Function("latest", REPLICA, INT),
    kept=z3.Function("kept", REPLICA, INT),
    interval=z3.Function("interval", REPLICA, INT, INT, REPLICA, INT),
    acked=z3.Function("acked", REPLICA, REPLICA, INT),
    sent=z3.Function("sent", EVENT, BOOL),
    source=z3.Function("source", EVENT, REPLICA),
    target=z3.Function("target", EVENT, REPLICA),
    low=z3.Function("low", EVENT, INT),
    high=z3.Function("high", EVENT, INT),
    load=z3.Function("load", EVENT, REPLICA, INT),
    taken=z3.Function("taken", EVENT, BOOL),
)
_NEVER, _NONE = z3.BoolVal(val=False), z3.IntVal(0)
_START = Syncing(
    counts=lambda _r, _q: _NONE,
    full=lambda _r, _q: _NONE,
    states=lambda _r, _k, _q: _NONE,
    latest=lambda _r: _NONE,
    kept=lambda _r: _NONE,
    interval=lambda _r, _a, _b, _q: _NONE,
    acked=lambda _r, _t: _NONE,
    sent=lambda _m: _NEVER,
    source=_STATE.source,
    target=_STATE.target,
    low=lambda _m: _NONE,
    high=lambda _m: _NONE,
    load=lambda _m, _q: _NONE,
    taken=lambda _m: _NEVER,
)
_TO = z3.Const("to", REPLICA)
(_R, _T, _Q), (_A, _B) = z3.Consts("r t q", REPLICA), z3.Ints("a b")
_M = z3.Const("m", EVENT)
_STORY = (
    ("update", ("A",)),
    ("update", ("B",)),
    ("send", ("A", "B", "e1")),
    ("receive", ("B", "e1")),
    ("acknowledge", ("A", "e1")),
    ("update", ("A",)),
    ("send", ("A", "B", "e2")),
    ("forget", ("A",)),
    ("send whole", ("A", "C", "e3")),
    ("receive", ("C", "e3")),
    ("receive", ("B", "e2")),
)


def syncing(subject: Subject) -> Machine[Syncing]:
    """Return delta anti-entropy as a machine."""
    m = Symbolic(subject.kernel)

    def grown(s: Syncing, delta: Clock, whole: Clock) -> Syncing:
        """Return the state after the actor has joined a delta, and its ghost the full state."""
        number = s.latest(ACTOR)
        joined = m.join(lambda q: s.counts(ACTOR, q), delta)
        ghost = m.join(lambda q: s.full(ACTOR, q), whole)

        def longer(r: z3.ExprRef, a: z3.ArithRef, b: z3.ArithRef, q: z3.ExprRef) -> z3.ArithRef:
            ends_here = z3.And(r == ACTOR, b == number + 1, a <= number)
            parts = m.join(lambda p: s.interval(ACTOR, a, number, p), delta)
            return z3.If(ends_here, parts(q), s.interval(r, a, b, q))

        return s._replace(
            counts=lambda r, q: z3.If(r == ACTOR, joined(q), s.counts(r, q)),
            full=lambda r, q: z3.If(r == ACTOR, ghost(q), s.full(r, q)),
            states=lambda r, k, q: z3.If(z3.And(r == ACTOR, k == number + 1), joined(q), s.states(r, k, q)),
            latest=lambda r: s.latest(r) + z3.If(r == ACTOR, 1, 0),
            interval=longer,
        )

    def update(s: Syncing) -> Syncing:
        mine = m.tick(lambda q: s.counts(ACTOR, q), ACTOR)
        theirs = m.tick(lambda q: s.full(ACTOR, q), ACTOR)
        return grown(s, m.delta(mine, lambda q: s.counts(ACTOR, q)), theirs)

    def receive(s: Syncing) -> Syncing:
        whole = s.source(MESSAGE), s.high(MESSAGE)
        after = grown(s, lambda q: s.load(MESSAGE, q), lambda q: s.states(*whole, q))
        return after._replace(taken=lambda e: z3.Or(s.taken(e), e == MESSAGE))

    def always(_: Syncing) -> z3.BoolRef:
        return z3.BoolVal(val=True)

    transitions = (
        Transition("update", (ACTOR,), always, update, always),
        Transition("send", (ACTOR, _TO, NEW), _may_send, _send, _may_send, NEW),
        Transition("send whole", (ACTOR, _TO, NEW), _unsent, _send_whole, _unsent, NEW),
        Transition("receive", (ACTOR, MESSAGE), _arrived, receive, _arrived),
        Transition("acknowledge", (ACTOR, MESSAGE), _may_acknowledge, _acknowledge, _may_acknowledge),
        Transition("forget", (ACTOR,), always, _forget, always),
        Transition("crash", (ACTOR,), always, _crash, always),
    )
    return Machine("syncing", _STATE, _START, transitions, _INVARIANTS, _STORY, depth=3).edited(subject.edits)


def _leave(s: Syncing, low: z3.ArithRef, load: Clock) -> Syncing:
    return s._replace(
        sent=lambda e: z3.Or(s.sent(e), e == NEW),
        source=lambda e: z3.If(e == NEW, ACTOR, s.source(e)),
        target=lambda e: z3.If(e == NEW, _TO, s.target(e)),
        low=lambda e: z3.If(e == NEW, low, s.low(e)),
        high=lambda e: z3.If(e == NEW, s.latest(ACTOR), s.high(e)),
        load=lambda e, q: z3.If(e == NEW, load(q), s.load(e, q)),
    )


def _send(s: Syncing) -> Syncing:
    low = s.acked(ACTOR, _TO)
    return _leave(s, low, lambda q: s.interval(ACTOR, low, s.latest(ACTOR), q))


def _send_whole(s: Syncing) -> Syncing:
    return _leave(s, z3.IntVal(0), lambda q: s.counts(ACTOR, q))


def _acknowledge(s: Syncing) -> Syncing:
    old, new = s.acked(ACTOR, s.target(MESSAGE)), s.high(MESSAGE)
    return s._replace(
        acked=lambda r, t: z3.If(z3.And(r == ACTOR, t == s.target(MESSAGE)), z3.If(new > old, new, old), s.acked(r, t))
    )


def _forget(s: Syncing) -> Syncing:
    return s._replace(kept=lambda r: z3.If(r == ACTOR, s.latest(r), s.kept(r)))


def _crash(s: Syncing) -> Syncing:
    forgotten = _forget(s)
    return forgotten._replace(acked=lambda r, t: z3.If(r == ACTOR, 0, s.acked(r, t)))


def _unsent(s: Syncing) -> z3.BoolRef:
    return z3.Not(s.sent(NEW))


def _may_send(s: Syncing) -> z3.BoolRef:
    return z3.And(z3.Not(s.sent(NEW)), s.kept(ACTOR) <= s.acked(ACTOR, _TO))


def _arrived(s: Syncing) -> z3.BoolRef:
    return z3.And(s.sent(MESSAGE), s.target(MESSAGE) == ACTOR)


def _may_acknowledge(s: Syncing) -> z3.BoolRef:
    return z3.And(s.taken(MESSAGE), s.source(MESSAGE) == ACTOR)


def _larger(x: z3.ArithRef, y: z3.ArithRef) -> z3.ArithRef:
    return z3.If(x < y, y, x)


_INVARIANTS: dict[str, Callable[[Syncing], z3.BoolRef]] = {
    "numbered": lambda s: z3.And(
        z3.ForAll([_R], z3.And(s.latest(_R) >= 0, s.kept(_R) >= 0, s.kept(_R) <= s.latest(_R))),
        z3.ForAll([_R, _T], z3.And(s.acked(_R, _T) >= 0, s.acked(_R, _T) <= s.latest(_R))),
        z3.ForAll(
            [_M],
            z3.Implies(
                s.sent(_M),
                z3.And(s.low(_M) >= 0, s.low(_M) <= s.high(_M), s.high(_M) <= s.latest(s.source(_M))),
            ),
        ),
        z3.ForAll([_M], z3.Implies(s.taken(_M), s.sent(_M))),
    ),
    "natural": lambda s: z3.And(
        z3.ForAll([_R, _Q], s.counts(_R, _Q) >= 0),
        z3.ForAll([_R, _A, _Q], s.states(_R, _A, _Q) >= 0),
        z3.ForAll([_R, _A, _B, _Q], s.interval(_R, _A, _B, _Q) >= 0),
        z3.ForAll([_M, _Q], z3.Implies(s.sent(_M), s.load(_M, _Q) >= 0)),
    ),
    "present": lambda s: z3.And(
        z3.ForAll([_R, _Q], s.states(_R, s.latest(_R), _Q) == s.counts(_R, _Q)),
        z3.ForAll([_R, _Q], s.states(_R, 0, _Q) == 0),
    ),
    "growing": lambda s: z3.ForAll(
        [_R, _A, _Q],
        z3.Implies(z3.And(_A >= 0, s.latest(_R) >= _A), s.states(_R, _A, _Q) <= s.counts(_R, _Q)),
    ),
    "empty": lambda s: z3.ForAll(
        [_R, _A, _B, _Q], z3.Implies(z3.Or(_A >= _B, s.latest(_R) < _B), s.interval(_R, _A, _B, _Q) == 0)
    ),
    "intervals": lambda s: z3.ForAll(
        [_R, _A, _Q],
        z3.Implies(
            z3.And(_A >= 0, s.latest(_R) >= _A),
            _larger(s.states(_R, _A, _Q), s.interval(_R, _A, s.latest(_R), _Q)) == s.counts(_R, _Q),
        ),
    ),
    "loads": lambda s: z3.ForAll(
        [_M, _Q],
        z3.Implies(
            s.sent(_M),
            _larger(s.states(s.source(_M), s.low(_M), _Q), s.load(_M, _Q)) == s.states(s.source(_M), s.high(_M), _Q),
        ),
    ),
    "acknowledged": lambda s: z3.ForAll([_R, _T, _Q], s.states(_R, s.acked(_R, _T), _Q) <= s.counts(_T, _Q)),
    "received": lambda s: z3.ForAll(
        [_M, _Q], z3.Implies(s.taken(_M), s.states(s.source(_M), s.high(_M), _Q) <= s.counts(s.target(_M), _Q))
    ),
    "merging-condition": lambda s: z3.ForAll(
        [_M, _Q], z3.Implies(s.sent(_M), s.states(s.source(_M), s.low(_M), _Q) <= s.counts(s.target(_M), _Q))
    ),
    "as-from-states": lambda s: z3.ForAll([_R, _Q], s.full(_R, _Q) == s.counts(_R, _Q)),
}
