"""F: the G-Counter on a network that loses, repeats and reorders messages; any number of replicas, any run.

The steps are those of :mod:`antichain.model.system`: an update, and the receive of the state that some event left.
Beside the counts runs the ledger of what really happened: which dots (replica, number) are in the causal past of whom,
and which happened before which. The ledger never looks at the counts; that the two agree is what is proved.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import z3

from antichain.proofs.dots import dot
from antichain.proofs.machine import Machine, Transition
from antichain.proofs.symbolic import BOOL, EVENT, INT, REPLICA, Symbolic
from antichain.proofs.theorem import Theorem, induction

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.proofs.structure import Structure, Value
    from antichain.proofs.symbolic import Clock
    from antichain.proofs.theorem import Obligation, Subject

__all__ = ["Counting", "counter", "idle", "theorems"]

_SOURCE = "Shapiro et al. 2011"


class Counting(NamedTuple):
    """What holds of the whole system at one moment."""

    counts: Callable[..., z3.ArithRef]
    """``counts r q``: how many updates of ``q`` the state of ``r`` tells of."""
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
_ACTOR, (_MESSAGE, _NEW) = z3.Const("actor", REPLICA), z3.Consts("message new", EVENT)
_R, _S, _Q, _P = z3.Consts("r s q p", REPLICA)
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
    m, edits = Symbolic(subject.kernel), subject.edits

    def update(s: Counting) -> Counting:
        ticked, number = m.tick(_of(s, _ACTOR), _ACTOR), s.made(_ACTOR) + 1
        return _leave(
            s._replace(
                counts=lambda r, q: z3.If(r == _ACTOR, ticked(q), s.counts(r, q)),
                past=lambda r, q, k: z3.Or(s.past(r, q, k), z3.And(r == _ACTOR, q == _ACTOR, k == number)),
                made=lambda q: s.made(q) + z3.If(q == _ACTOR, 1, 0),
                before=lambda q, k, p, n: z3.Or(
                    s.before(q, k, p, n), z3.And(p == _ACTOR, n == number, s.past(_ACTOR, q, k))
                ),
            )
        )

    def receive(s: Counting) -> Counting:
        joined = m.join(_of(s, _ACTOR), lambda q: s.state(_MESSAGE, q))
        return _leave(
            s._replace(
                counts=lambda r, q: z3.If(r == _ACTOR, joined(q), s.counts(r, q)),
                past=lambda r, q, k: z3.Or(s.past(r, q, k), z3.And(r == _ACTOR, s.carried(_MESSAGE, q, k))),
            )
        )

    def arrived(s: Counting) -> z3.BoolRef:
        return z3.And(_fresh(s), s.left(_MESSAGE))

    transitions = (
        Transition("update", (_ACTOR, _NEW), _fresh, update, _NEW).edited(edits.get("counter.update")),
        Transition("receive", (_ACTOR, _MESSAGE, _NEW), arrived, receive, _NEW).edited(edits.get("counter.receive")),
    )
    return Machine("counter", _STATE, _START, transitions, _INVARIANTS, _STORY)


def idle(subject: Subject) -> Machine[Counting]:
    """Return the counter with one step more: an event that leaves the counts as they are."""
    machine = counter(subject)
    return replace(
        machine, transitions=(*machine.transitions, Transition("idle", (_ACTOR, _NEW), _fresh, _leave, _NEW))
    )


def _leave(s: Counting) -> Counting:
    """Put the actor's new state into the soup."""
    return s._replace(
        left=lambda e: z3.Or(e == _NEW, s.left(e)),
        state=lambda e, q: z3.If(e == _NEW, s.counts(_ACTOR, q), s.state(e, q)),
        carried=lambda e, q, k: z3.If(e == _NEW, s.past(_ACTOR, q, k), s.carried(e, q, k)),
    )


def _fresh(s: Counting) -> z3.BoolRef:
    return z3.Not(s.left(_NEW))


def _of(s: Counting, r: z3.ExprRef) -> Clock:
    return lambda q: s.counts(r, q)


_INVARIANTS: dict[str, Callable[[Counting], z3.BoolRef]] = {
    "natural": lambda s: z3.And(
        z3.ForAll([_R, _Q], s.counts(_R, _Q) >= 0),
        z3.ForAll([_E, _Q], z3.Implies(s.left(_E), s.state(_E, _Q) >= 0)),
    ),
    "own": lambda s: z3.ForAll([_Q], s.counts(_Q, _Q) == s.made(_Q)),
    "owner-leads": lambda s: z3.ForAll([_R, _Q], s.counts(_R, _Q) <= s.counts(_Q, _Q)),
    "owner-leads-soup": lambda s: z3.ForAll([_E, _Q], z3.Implies(s.left(_E), s.state(_E, _Q) <= s.counts(_Q, _Q))),
    "exact": lambda s: z3.ForAll([_R, _Q, _K], s.past(_R, _Q, _K) == dot(_of(s, _R), _Q, _K)),
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


def theorems(subject: Subject) -> tuple[Theorem, ...]:
    """Return the theorems of the counter."""
    machine, m = counter(subject), Symbolic(subject.kernel)
    s = machine.state
    inductive = {name: machine.inductive(name) for name in machine.invariants}
    everything = tuple(each for found in inductive.values() for each in found)

    def invariant(name: str, statement: str, *names: str) -> Theorem:
        found = tuple(each for one in names for each in inductive[one])
        claims = tuple(machine.invariants[one](s) for one in names)
        return Theorem(name, statement, found, claims=claims, machine=machine, rests_on=("F0",), source=_SOURCE)

    def follows(
        name: str, statement: str, *goals: z3.BoolRef, note: str = "", rests_on: tuple[str, ...] = ()
    ) -> Theorem:
        found = tuple(
            each for number, goal in enumerate(goals, 1) for each in machine.consequence(f"{name}.{number}", goal)
        )
        more = ("F0", *rests_on)
        return Theorem(name, statement, found, claims=goals, machine=machine, rests_on=more, note=note, source=_SOURCE)

    mine, theirs = _of(s, _R), _of(s, _S)
    same_past = z3.ForAll([_Q, _K], s.past(_R, _Q, _K) == s.past(_S, _Q, _K))
    less_past = z3.ForAll([_Q, _K], z3.Implies(s.past(_R, _Q, _K), s.past(_S, _Q, _K)))

    def grown_by(step: str) -> z3.BoolRef:
        return machine.after(step, lambda old, new: z3.ForAll([_R, _Q], old.counts(_R, _Q) <= new.counts(_R, _Q)))

    known = m.leq(lambda q: s.state(_MESSAGE, q), _of(s, _ACTOR))
    redelivered = machine.after(
        "receive",
        lambda old, new: z3.Implies(known, z3.ForAll([_R, _Q], new.counts(_R, _Q) == old.counts(_R, _Q))),
    )
    again = machine.after("receive", lambda _, new: m.leq(lambda q: s.state(_MESSAGE, q), _of(new, _ACTOR)))
    return (
        Theorem(
            "F0",
            "the twelve invariants of the counter hold at the start and after every step",
            everything,
            claims=tuple(invariant(s) for invariant in machine.invariants.values()),
            machine=machine,
            note="Induction over the steps of a run.",
            source=_SOURCE,
        ),
        invariant("F1", "counts r q ≤ counts q q", "owner-leads"),
        invariant("F2", "state e q ≤ counts q q", "owner-leads-soup"),
        invariant("F3", "(q, k) ∈ Past r ⇔ 1 ≤ k ≤ counts r q", "exact", "exact-soup"),
        invariant("F4", "(q, k) ∈ Past r ⇒ q made its k-th update", "made", "made-soup"),
        _no_lost_update(machine, inductive["remembered"]),
        _no_double_count(machine),
        follows("F7", "Past r = Past s ⇔ counts r = counts s", same_past == m.same(mine, theirs)),
        follows("F8", "Past r ⊆ Past s ⇔ counts r ≤ counts s", less_past == m.leq(mine, theirs)),
        follows(
            "F9",
            "no step lowers counts r q, and so no value read",
            grown_by("update"),
            grown_by("receive"),
            rests_on=("E3",),
        ),
        follows(
            "F10",
            "after its own update a replica's past holds it, and its slot counts it",
            machine.after(
                "update",
                lambda old, new: z3.And(
                    new.past(_ACTOR, _ACTOR, old.made(_ACTOR) + 1),
                    new.counts(_ACTOR, _ACTOR) == old.counts(_ACTOR, _ACTOR) + 1,
                ),
            ),
        ),
        invariant("F11", "u → v ∧ v ∈ Past r ⇒ u ∈ Past r", "closed", "closed-soup"),
        follows("F12", "receiving what is known changes nothing; what is received is known", redelivered, again),
        _convergence(machine),
    )


def _no_lost_update(machine: Machine[Counting], remembered: tuple[Obligation, ...]) -> Theorem:
    def kept_by(step: str) -> z3.BoolRef:
        return machine.after(
            step, lambda old, new: z3.ForAll([_R, _Q, _K], z3.Implies(old.past(_R, _Q, _K), new.past(_R, _Q, _K)))
        )

    kept = {step.name: kept_by(step.name) for step in machine.transitions}
    found = (each for step, goal in kept.items() for each in machine.consequence(f"F5.{step}", goal))
    return Theorem(
        "F5",
        "an update is in its replica's past at once, and never leaves a past",
        (*remembered, *found),
        claims=(machine.invariants["remembered"](machine.state), *kept.values()),
        machine=machine,
        rests_on=("F0",),
        note="This speaks of the ledger alone; F3 says that the counts follow it.",
        source=_SOURCE,
    )


def _no_double_count(machine: Machine[Counting]) -> Theorem:
    """Count the past of ``r`` up, one number of one replica after the other: each column is a slot of its counts."""
    s = machine.state
    counted = z3.Function("counted", INT, INT)

    def column(n: z3.ArithRef) -> z3.BoolRef:
        return counted(n) == z3.If(n <= s.counts(_R, _Q), n, s.counts(_R, _Q))

    def counting(n: z3.ArithRef) -> dict[str, z3.BoolRef]:
        one_more = counted(n + 1) == counted(n) + z3.If(s.past(_R, _Q, n + 1), 1, 0)
        return {**machine.holding(), "counted 0": counted(0) == 0, "counted n": one_more}

    worlds = machine.worlds_with({"counted": _past_counted})
    exact = z3.ForAll([_R, _Q, _K], s.past(_R, _Q, _K) == dot(_of(s, _R), _Q, _K))
    return Theorem(
        "F6",
        "value r = |Past r|",
        tuple(induction("F6", column, worlds, counting)),
        claims=(exact,),
        machine=machine,
        rests_on=("F0", "F3", "E7"),
        note="Induction over the updates of one replica; the sum over the replicas is E7.",
        source=_SOURCE,
    )


def _past_counted(world: Structure) -> Callable[..., Value]:
    past, r, q = (world.meaning[name] for name in ("past", "r", "q"))
    return lambda n: sum(bool(past(r(), q(), k)) for k in range(1, n + 1))


def _convergence(machine: Machine[Counting]) -> Theorem:
    """The distance to agreement: gap r q = counts q q − counts r q, summed over all r and q."""
    s = machine.state
    effective = z3.Exists([_Q], s.state(_MESSAGE, _Q) > s.counts(_ACTOR, _Q))

    def gap(state: Counting, r: z3.ExprRef, q: z3.ExprRef) -> z3.ArithRef:
        return state.counts(q, q) - state.counts(r, q)

    goals = {
        "natural": z3.ForAll([_R, _Q], gap(s, _R, _Q) >= 0),
        "never-raised": machine.after(
            "receive", lambda old, new: z3.ForAll([_R, _Q], gap(new, _R, _Q) <= gap(old, _R, _Q))
        ),
        "lowered": machine.after(
            "receive",
            lambda old, new: z3.Implies(effective, z3.Exists([_Q], gap(new, _ACTOR, _Q) < gap(old, _ACTOR, _Q))),
        ),
        "zero": z3.ForAll([_R, _Q], gap(s, _R, _Q) == 0)
        == z3.ForAll([_R, _S, _Q], s.counts(_R, _Q) == s.counts(_S, _Q)),
    }
    return Theorem(
        "F13",
        "μ = Σ_r Σ_q (counts q q − counts r q) ≥ 0; a receive never raises it, one that tells something lowers it; "
        "μ = 0 ⇔ all agree",
        tuple(each for name, goal in goals.items() for each in machine.consequence(f"F13.{name}", goal)),
        claims=tuple(goals.values()),
        machine=machine,
        rests_on=("F0", "E3"),
        note="Proved for each summand; the sum follows by E3. That every run in which updates stop and each replica"
        " keeps hearing from each other one converges needs fairness of the network and well-founded descent: "
        "outside the logic.",
        source="Shapiro et al. 2011; Timany et al. 2021",
    )
