"""F: the G-Counter on a network that loses, repeats and reorders messages; any number of replicas, any run.

What the counts of a replica say is exactly what is in its causal past. So nothing is lost, invented or counted twice,
and two replicas with the same past hold the same state.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

from antichain.proofs.logic.dots import dot
from antichain.proofs.logic.obligation import induction
from antichain.proofs.logic.recursion import ENUMERATION, Total, enumeration
from antichain.proofs.logic.symbolic import REPLICA, Symbolic, clock, for_each, natural
from antichain.proofs.logic.theorem import Theorem
from antichain.proofs.logic.worlds import clock_worlds
from antichain.proofs.machines.gcounter import ACTOR, MESSAGE, Counting, counter, counts_of
from antichain.proofs.theories.e_value import numbering
from antichain.proofs.theories.laws import inductive_theorem

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.proofs.logic.finite_structure import Structure, Value
    from antichain.proofs.logic.obligation import Obligation
    from antichain.proofs.logic.theorem import Subject
    from antichain.proofs.logic.transition_system import Machine

__all__ = ["past_counted", "theorems"]

_SOURCE = "Shapiro et al. 2011"

(_R, _S, _Q), _K = z3.Consts("r s q", REPLICA), z3.Int("k")


def theorems(subject: Subject) -> tuple[Theorem, ...]:
    """Return the theorems of the counter."""
    machine, m = counter(subject), Symbolic(subject.kernel)
    s = machine.state
    inductive = {name: machine.inductive(name) for name in machine.invariants}

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

    mine, theirs = counts_of(s, _R), counts_of(s, _S)
    same_past = z3.ForAll([_Q, _K], s.past(_R, _Q, _K) == s.past(_S, _Q, _K))
    less_past = z3.ForAll([_Q, _K], z3.Implies(s.past(_R, _Q, _K), s.past(_S, _Q, _K)))

    def grown_by(step: str) -> z3.BoolRef:
        return machine.after(step, lambda old, new: z3.ForAll([_R, _Q], old.counts(_R, _Q) <= new.counts(_R, _Q)))

    known = m.leq(lambda q: s.state(MESSAGE, q), counts_of(s, ACTOR))
    redelivered = machine.after(
        "receive",
        lambda old, new: z3.Implies(known, z3.ForAll([_R, _Q], new.counts(_R, _Q) == old.counts(_R, _Q))),
    )
    again = machine.after("receive", lambda _, new: m.leq(lambda q: s.state(MESSAGE, q), counts_of(new, ACTOR)))
    return (
        inductive_theorem("F0", "the counter", machine, source=_SOURCE),
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
                    new.past(ACTOR, ACTOR, old.made(ACTOR) + 1),
                    new.counts(ACTOR, ACTOR) == old.counts(ACTOR, ACTOR) + 1,
                ),
            ),
        ),
        _causal_order(machine, (*inductive["closed"], *inductive["closed-soup"])),
        follows("F12", "receiving what is known changes nothing; what is received is known", redelivered, again),
        _convergence(machine),
    )


def _causal_order(machine: Machine[Counting], closed: tuple[Obligation, ...]) -> Theorem:
    """What ``before`` is: a new update comes after the past of its replica and nothing else, and that stays so."""
    s, p, n = machine.state, z3.Const("p", REPLICA), z3.Int("n")
    latest = z3.And(p == ACTOR, n == s.made(ACTOR) + 1)
    goals = {
        "new": machine.after(
            "update",
            lambda old, new: z3.ForAll(
                [_Q, _K], new.before(_Q, _K, ACTOR, old.made(ACTOR) + 1) == old.past(ACTOR, _Q, _K)
            ),
        ),
        "kept by update": machine.after(
            "update",
            lambda old, new: z3.ForAll(
                [_Q, _K, p, n], z3.Or(latest, new.before(_Q, _K, p, n) == old.before(_Q, _K, p, n))
            ),
        ),
        "kept by receive": machine.after(
            "receive",
            lambda old, new: z3.ForAll([_Q, _K, p, n], new.before(_Q, _K, p, n) == old.before(_Q, _K, p, n)),
        ),
    }
    pinned = (each for name, goal in goals.items() for each in machine.consequence(f"F11.{name}", goal))
    invariants = (machine.invariants[name](s) for name in ("closed", "closed-soup"))
    return Theorem(
        "F11",
        "u → v ∧ v ∈ Past r ⇒ u ∈ Past r, where u → v just where u ∈ Past r when r makes v",
        (*closed, *pinned),
        claims=(*invariants, goals["new"]),
        machine=machine,
        rests_on=("F0",),
        source=_SOURCE,
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
    """Number the updates in the past of ``r``, as E7 numbers the dots of its counts."""
    s = machine.state
    total = Total("total", counts_of(s, _R))
    known = {name: machine.holding()[name] for name in ("natural", "exact")}
    worlds = machine.worlds_with({"at": enumeration, "total": total.meaning})
    exact = z3.ForAll([_R, _Q, _K], s.past(_R, _Q, _K) == dot(counts_of(s, _R), _Q, _K))
    return Theorem(
        "F6",
        "value r = |Past r|, for an enumeration that repeats no replica and leaves out none that has counted",
        numbering("F6", lambda q, k: s.past(_R, q, k), total, known, worlds),
        claims=(exact,),
        machine=machine,
        rests_on=("F0", "F3"),
        note="Every update in the past has one number below the value, and every such number is that of one update.",
        source=_SOURCE,
    )


def past_counted(world: Structure) -> Callable[..., Value]:
    """Return how many of the first numbers of ``q`` are in the past of ``r``, as Python counts them."""
    past, r, q = (world.meaning[name] for name in ("past", "r", "q"))
    return lambda n: sum(bool(past(r(), q(), k)) for k in range(1, n + 1))


def _convergence(machine: Machine[Counting]) -> Theorem:
    """The distance to agreement, slot by slot: gap r q = counts q q − counts r q."""
    s = machine.state
    effective = z3.Exists([_Q], s.state(MESSAGE, _Q) > s.counts(ACTOR, _Q))

    def gap(state: Counting, r: z3.ExprRef, q: z3.ExprRef) -> z3.ArithRef:
        return state.counts(q, q) - state.counts(r, q)

    goals = {
        "natural": z3.ForAll([_R, _Q], gap(s, _R, _Q) >= 0),
        "never-raised": machine.after(
            "receive", lambda old, new: z3.ForAll([_R, _Q], gap(new, _R, _Q) <= gap(old, _R, _Q))
        ),
        "lowered": machine.after(
            "receive",
            lambda old, new: z3.Implies(effective, z3.Exists([_Q], gap(new, ACTOR, _Q) < gap(old, ACTOR, _Q))),
        ),
        "zero": z3.ForAll([_R, _Q], gap(s, _R, _Q) == 0)
        == z3.ForAll([_R, _S, _Q], s.counts(_R, _Q) == s.counts(_S, _Q)),
    }
    return Theorem(
        "F13",
        "each gap counts q q − counts r q ≥ 0; a receive raises none, and one that tells something lowers one; "
        "all are 0 ⇔ all agree; so their sum over all replicas falls with every receive that tells something",
        (
            *(each for name, goal in goals.items() for each in machine.consequence(f"F13.{name}", goal)),
            *_falling_sum("F13.row", "gaps of one replica"),
            *_falling_sum("F13.all", "sums of all replicas"),
        ),
        claims=tuple(goals.values()),
        machine=machine,
        rests_on=("F0",),
        source="Shapiro et al. 2011; Timany et al. 2021",
        note="The sum is a ranking function. It is one of sums, and each falls when a part falls and none rises.",
        outside="a natural number cannot fall for ever, so every run in which updates stop and each keeps hearing from "
        "each converges",
    )


def _falling_sum(name: str, what: str) -> tuple[Obligation, ...]:
    """Return that a sum over replicas falls when one part falls and none rises, is natural, and 0 where all are 0."""
    old, new = clock("old"), clock("new")
    before, after = Total("before", old), Total("after", new)
    place, j = z3.Ints("place j")
    known = {
        f"{what} are natural": z3.And(natural(old), natural(new)),
        f"none of the {what} rises": for_each(lambda i: new(i) <= old(i)),
        f"one of the {what} falls": z3.And(place >= 0, new(ENUMERATION(place)) < old(ENUMERATION(place))),
    }

    def claim(n: z3.ArithRef) -> z3.BoolRef:
        falls = z3.Implies(place < n, after(n) < before(n))
        zero = z3.ForAll([j], z3.Implies(z3.And(j >= 0, j < n), old(ENUMERATION(j)) == 0))
        return z3.And(before(n) >= 0, after(n) <= before(n), falls, (before(n) == 0) == zero)

    def equations(n: z3.ArithRef) -> dict[str, z3.BoolRef]:
        return {**known, **before.equations(n), **after.equations(n)}

    worlds = clock_worlds({"at": enumeration, "before": before.meaning, "after": after.meaning})
    return tuple(induction(name, claim, worlds, equations))
