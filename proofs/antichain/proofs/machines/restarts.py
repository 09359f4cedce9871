"""The G-Counter with crashes as a machine: the state on disk, and the name of each incarnation.

A replica counts its updates under a *name*, one for each incarnation. It sends only what is on its disk. After a crash
it resumes under its name with what is on its disk, or it goes on under a name never used before, with any older state.
The ghost identifies every update as an event, not by its dot; an invariant says that one dot is one update.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import z3

from antichain.proofs.logic.lift import lift
from antichain.proofs.logic.symbolic import BOOL, EVENT, INT, REPLICA, Symbolic
from antichain.proofs.logic.transition_system import Machine, Transition
from antichain.proofs.machines.execution import ACTOR, MESSAGE, NEW

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.proofs.logic.theorem import Subject

__all__ = ["FRESH", "NAME", "Restarting", "final", "restarting"]

NAME = z3.DeclareSort("Name")


class Restarting(NamedTuple):
    """The state of all replicas, of their disks and of the states on their way."""

    counts: Callable[..., z3.ArithRef]
    """``counts r q``: the count of name ``q`` at replica ``r``."""
    disk: Callable[..., z3.ArithRef]
    """``disk r q``: the count of ``q`` on its disk."""
    left: Callable[..., z3.BoolRef]
    """``left e``: event ``e`` sent a state."""
    state: Callable[..., z3.ArithRef]
    """``state e q``: the state that it sent."""
    past: Callable[..., z3.BoolRef]
    """``past r u``: update ``u`` is in the past of ``r``."""
    saved: Callable[..., z3.BoolRef]
    """``saved r u``: it is in the past of what the disk of ``r`` holds."""
    carried: Callable[..., z3.BoolRef]
    """``carried e u``: it is in the past of the state that ``e`` sent."""
    alive: Callable[..., z3.BoolRef]
    """``alive r``: the replica has a name."""
    name: Callable[..., z3.ExprRef]
    """``name r``: the name under which ``r`` counts its updates."""
    used: Callable[..., z3.BoolRef]
    """``used q``: some incarnation has, or had, this name."""
    made: Callable[..., z3.BoolRef]
    """``made u``: ``u`` is an update."""
    under: Callable[..., z3.ExprRef]
    """``under u``: the name under which it was made."""
    number: Callable[..., z3.ArithRef]
    """``number u``: the number that it was given."""
    nth: Callable[..., z3.ExprRef]
    """``nth q k``: the latest update that was given the dot ``(q, k)``."""


_STATE = Restarting(
    counts=z3.Function("counts", REPLICA, NAME, INT),
    disk=z3.Function("disk", REPLICA, NAME, INT),
    left=z3.Function("left", EVENT, BOOL),
    state=z3.Function("state", EVENT, NAME, INT),
    past=z3.Function("past", REPLICA, EVENT, BOOL),
    saved=z3.Function("saved", REPLICA, EVENT, BOOL),
    carried=z3.Function("carried", EVENT, EVENT, BOOL),
    alive=z3.Function("alive", REPLICA, BOOL),
    name=z3.Function("name", REPLICA, NAME),
    used=z3.Function("used", NAME, BOOL),
    made=z3.Function("made", EVENT, BOOL),
    under=z3.Function("under", EVENT, NAME),
    number=z3.Function("number", EVENT, INT),
    nth=z3.Function("nth", NAME, INT, EVENT),
)
_NEVER, _NONE = z3.BoolVal(val=False), z3.IntVal(0)
_START = Restarting(
    counts=lambda _r, _q: _NONE,
    disk=lambda _r, _q: _NONE,
    left=lambda _e: _NEVER,
    state=lambda _e, _q: _NONE,
    past=lambda _r, _u: _NEVER,
    saved=lambda _r, _u: _NEVER,
    carried=lambda _e, _u: _NEVER,
    alive=lambda _r: _NEVER,
    name=_STATE.name,
    used=lambda _q: _NEVER,
    made=lambda _u: _NEVER,
    under=_STATE.under,
    number=lambda _u: _NONE,
    nth=_STATE.nth,
)
FRESH = z3.Const("fresh", NAME)
(_R, _S), _Q, _K = z3.Consts("r s", REPLICA), z3.Const("q", NAME), z3.Int("k")
_E, _U = z3.Consts("e u", EVENT)
_STORY = (
    ("join", ("A", "n1")),
    ("join", ("B", "n2")),
    ("update", ("A", "e1")),
    ("save", ("A",)),
    ("send", ("A", "e2")),
    ("update", ("A", "e3")),
    ("receive", ("B", "e2")),
    ("save", ("B",)),
    ("resume", ("A",)),
    ("restart", ("A", "e2", "n3")),
    ("update", ("A", "e4")),
)


def restarting(subject: Subject) -> Machine[Restarting]:
    """Return the counter with crashes as a machine."""
    m = Symbolic(subject.kernel)

    def join(s: Restarting) -> Restarting:
        return _named(_holding(s, lambda _q: _NONE, lambda _u: _NEVER))

    def update(s: Restarting) -> Restarting:
        q = s.name(ACTOR)
        number = lift(subject.kernel.tick, s.counts(ACTOR, q), z3.IntVal(1))
        return s._replace(
            counts=lambda r, p: z3.If(z3.And(r == ACTOR, p == q), number, s.counts(r, p)),
            past=lambda r, u: z3.Or(s.past(r, u), z3.And(r == ACTOR, u == NEW)),
            made=lambda u: z3.Or(s.made(u), u == NEW),
            under=lambda u: z3.If(u == NEW, q, s.under(u)),
            number=lambda u: z3.If(u == NEW, number, s.number(u)),
            nth=lambda p, k: z3.If(z3.And(p == q, k == number), NEW, s.nth(p, k)),
        )

    def save(s: Restarting) -> Restarting:
        return s._replace(
            disk=lambda r, q: z3.If(r == ACTOR, s.counts(r, q), s.disk(r, q)),
            saved=lambda r, u: z3.If(r == ACTOR, s.past(r, u), s.saved(r, u)),
        )

    def send(s: Restarting) -> Restarting:
        return s._replace(
            left=lambda e: z3.Or(s.left(e), e == NEW),
            state=lambda e, q: z3.If(e == NEW, s.disk(ACTOR, q), s.state(e, q)),
            carried=lambda e, u: z3.If(e == NEW, s.saved(ACTOR, u), s.carried(e, u)),
        )

    def receive(s: Restarting) -> Restarting:
        joined = m.join(lambda q: s.counts(ACTOR, q), lambda q: s.state(MESSAGE, q))
        return s._replace(
            counts=lambda r, q: z3.If(r == ACTOR, joined(q), s.counts(r, q)),
            past=lambda r, u: z3.Or(s.past(r, u), z3.And(r == ACTOR, s.carried(MESSAGE, u))),
        )

    def resume(s: Restarting) -> Restarting:
        return s._replace(
            counts=lambda r, q: z3.If(r == ACTOR, s.disk(r, q), s.counts(r, q)),
            past=lambda r, u: z3.If(r == ACTOR, s.saved(r, u), s.past(r, u)),
        )

    def restart(s: Restarting) -> Restarting:
        return _named(_holding(s, lambda q: s.state(MESSAGE, q), lambda u: s.carried(MESSAGE, u)))

    transitions = (
        Transition("join", (ACTOR, FRESH), _may_join, join, _may_join),
        Transition("update", (ACTOR, NEW), _may_update, update, _may_update, NEW),
        Transition("save", (ACTOR,), _lives, save, _lives),
        Transition("send", (ACTOR, NEW), _may_update, send, _may_update, NEW),
        Transition("receive", (ACTOR, MESSAGE), _may_receive, receive, _may_receive),
        Transition("resume", (ACTOR,), _lives, resume, _lives),
        Transition("restart", (ACTOR, MESSAGE, FRESH), _may_restart, restart, _may_restart),
    )
    return Machine("restarting", _STATE, _START, transitions, _INVARIANTS, _STORY).edited(subject.edits)


def _holding(s: Restarting, clock: Callable[..., z3.ArithRef], known: Callable[..., z3.BoolRef]) -> Restarting:
    """Return the state in which the actor and its disk hold this clock and nothing else."""
    return s._replace(
        counts=lambda r, q: z3.If(r == ACTOR, clock(q), s.counts(r, q)),
        disk=lambda r, q: z3.If(r == ACTOR, clock(q), s.disk(r, q)),
        past=lambda r, u: z3.If(r == ACTOR, known(u), s.past(r, u)),
        saved=lambda r, u: z3.If(r == ACTOR, known(u), s.saved(r, u)),
    )


def _named(s: Restarting) -> Restarting:
    """Return the state in which the actor has the fresh name."""
    return s._replace(
        alive=lambda r: z3.Or(s.alive(r), r == ACTOR),
        name=lambda r: z3.If(r == ACTOR, FRESH, s.name(r)),
        used=lambda q: z3.Or(s.used(q), q == FRESH),
    )


def _lives(s: Restarting) -> z3.BoolRef:
    return s.alive(ACTOR)


def _may_join(s: Restarting) -> z3.BoolRef:
    return z3.And(z3.Not(s.alive(ACTOR)), z3.Not(s.used(FRESH)))


def _may_update(s: Restarting) -> z3.BoolRef:
    return z3.And(s.alive(ACTOR), z3.Not(s.made(NEW)), z3.Not(s.left(NEW)))


def _may_receive(s: Restarting) -> z3.BoolRef:
    return z3.And(s.alive(ACTOR), s.left(MESSAGE))


def _may_restart(s: Restarting) -> z3.BoolRef:
    return z3.And(s.alive(ACTOR), s.left(MESSAGE), z3.Not(s.used(FRESH)))


def _exact(s: Restarting, holds: z3.BoolRef, counted: Callable[..., z3.ArithRef]) -> z3.BoolRef:
    """Return that update ``u`` is known exactly if its number is counted under its name, and its dot is unique."""
    named = s.nth(s.under(_U), s.number(_U)) == _U
    return holds == z3.And(s.made(_U), s.number(_U) <= counted(s.under(_U)), named)


def _numbered(s: Restarting, counted: z3.ArithRef) -> z3.BoolRef:
    """Return that dot ``(q, k)``, if it is counted, was given to an update."""
    named = s.nth(_Q, _K)
    given = z3.And(s.made(named), s.under(named) == _Q, s.number(named) == _K)
    return z3.Implies(z3.And(_K >= 1, counted >= _K), given)


_INVARIANTS: dict[str, Callable[[Restarting], z3.BoolRef]] = {
    "natural": lambda s: z3.And(
        z3.ForAll([_R, _Q], z3.And(s.disk(_R, _Q) >= 0, s.disk(_R, _Q) <= s.counts(_R, _Q))),
        z3.ForAll([_E, _Q], z3.Implies(s.left(_E), s.state(_E, _Q) >= 0)),
    ),
    "one-name": lambda s: z3.And(
        z3.ForAll([_R, _S], z3.Implies(z3.And(s.alive(_R), s.alive(_S), s.name(_R) == s.name(_S)), _R == _S)),
        z3.ForAll([_R], z3.Implies(s.alive(_R), s.used(s.name(_R)))),
    ),
    "unused": lambda s: z3.ForAll(
        [_Q],
        z3.Implies(
            z3.Not(s.used(_Q)),
            z3.And(
                z3.ForAll([_R], s.counts(_R, _Q) == 0),
                z3.ForAll([_E], z3.Implies(s.left(_E), s.state(_E, _Q) == 0)),
                z3.ForAll([_U], z3.Implies(s.made(_U), s.under(_U) != _Q)),
            ),
        ),
    ),
    "durable": lambda s: z3.And(
        z3.ForAll(
            [_R, _S],
            z3.Implies(z3.And(s.alive(_R), _R != _S), s.counts(_S, s.name(_R)) <= s.disk(_R, s.name(_R))),
        ),
        z3.ForAll(
            [_R, _E],
            z3.Implies(z3.And(s.alive(_R), s.left(_E)), s.state(_E, s.name(_R)) <= s.disk(_R, s.name(_R))),
        ),
    ),
    "numbers": lambda s: z3.ForAll([_U], z3.Implies(s.made(_U), s.number(_U) >= 1)),
    "exact": lambda s: z3.ForAll([_R, _U], _exact(s, s.past(_R, _U), lambda q: s.counts(_R, q))),
    "exact-disk": lambda s: z3.ForAll([_R, _U], _exact(s, s.saved(_R, _U), lambda q: s.disk(_R, q))),
    "exact-soup": lambda s: z3.ForAll(
        [_E, _U], z3.Implies(s.left(_E), _exact(s, s.carried(_E, _U), lambda q: s.state(_E, q)))
    ),
    "nth": lambda s: z3.ForAll([_R, _Q, _K], _numbered(s, s.counts(_R, _Q))),
    "nth-soup": lambda s: z3.ForAll([_E, _Q, _K], z3.Implies(s.left(_E), _numbered(s, s.state(_E, _Q)))),
}


def final(s: Restarting, retired: z3.ExprRef, count: z3.ArithRef) -> z3.BoolRef:
    """Return that no replica counts under ``retired``, and all replicas, disks and states on their way agree on it."""
    return z3.And(
        s.used(retired),
        z3.ForAll([_R], z3.Implies(s.alive(_R), s.name(_R) != retired)),
        z3.ForAll([_R], z3.Implies(s.alive(_R), z3.And(s.counts(_R, retired) == count, s.disk(_R, retired) == count))),
        z3.ForAll([_E], z3.Implies(s.left(_E), s.state(_E, retired) == count)),
    )
