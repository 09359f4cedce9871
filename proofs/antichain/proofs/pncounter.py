"""G: the PN-Counter, two G-Counters side by side: what was added, and what was taken away.

A state is a pair of clocks, ordered and joined part by part; so every law of clocks is one of pairs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import z3

from antichain.model.laws import LAWS
from antichain.proofs.counting import idle
from antichain.proofs.recursion import Total
from antichain.proofs.symbolic import REPLICA, Clock, Symbolic, clock, natural
from antichain.proofs.theorem import Scope, Theorem, obligation
from antichain.proofs.value import sum_worlds
from antichain.proofs.worlds import clock_worlds

if TYPE_CHECKING:
    from antichain.proofs.theorem import Subject

__all__ = ["theorems"]

_SOURCE = "Shapiro et al. 2011"

Pair: TypeAlias = tuple[Clock, Clock]


class _Pairs:
    """The algebra of pairs of clocks: what the algebra of clocks does, to both parts."""

    def __init__(self, parts: Symbolic) -> None:
        self.parts = parts
        self.both, self.no, self.implies, self.agree = parts.both, parts.no, parts.implies, parts.agree

    def bottom(self) -> Pair:
        return self.parts.bottom(), self.parts.bottom()

    def join(self, x: Pair, y: Pair, /) -> Pair:
        return self.parts.join(x[0], y[0]), self.parts.join(x[1], y[1])

    def meet(self, x: Pair, y: Pair, /) -> Pair:
        return self.parts.meet(x[0], y[0]), self.parts.meet(x[1], y[1])

    def leq(self, x: Pair, y: Pair, /) -> z3.BoolRef:
        return z3.And(self.parts.leq(x[0], y[0]), self.parts.leq(x[1], y[1]))

    def same(self, x: Pair, y: Pair, /) -> z3.BoolRef:
        return z3.And(self.parts.same(x[0], y[0]), self.parts.same(x[1], y[1]))


def theorems(subject: Subject) -> tuple[Theorem, ...]:
    """Return the theorems of the PN-Counter."""
    return (
        _laws(subject),
        _parts(subject),
        Theorem(
            "G3",
            "value r = increments in Past r − decrements in Past r",
            rests_on=("G2", "F6"),
            scope=Scope.META,
            note="F6 of both parts, one subtracted from the other.",
            source=_SOURCE,
        ),
        _of_a_merge(Symbolic(subject.kernel)),
        *_updates(subject),
        Theorem(
            "G8",
            "value x = value y does not imply x = y",
            rests_on=("R14",),
            scope=Scope.META,
            note="The refuted statement R14 is the witness: a satisfiable query, not a proof.",
            source=_SOURCE,
        ),
    )


def _laws(subject: Subject) -> Theorem:
    m, found = _Pairs(Symbolic(subject.kernel)), []
    for law in LAWS.values():
        if law.theory in {"A", "B"}:
            pairs = [(clock(f"{letter}.added"), clock(f"{letter}.taken")) for letter in law.clocks]
            counts = {f"0 ≤ {part.name()}": natural(part) for pair in pairs for part in pair}
            found.append(obligation(f"G1.{law.name}", law.states(m, *pairs), clock_worlds(), counts))
    return Theorem("G1", "all laws of A and B hold of pairs of clocks", tuple(found), source=_SOURCE)


def _parts(subject: Subject) -> Theorem:
    machine = idle(subject)
    steps = (each for name in machine.invariants for each in machine.inductive(name))
    return Theorem(
        "G2",
        "what was added, and what was taken, is a G-Counter each: F holds of both",
        tuple(each for each in steps if each.id.endswith(".idle")),
        rests_on=("F0",),
        note="An increment is an update of the one part and leaves the other as it is. That such an idle event "
        "preserves every invariant of F is what is proved here; F has the rest. That the parts share nothing "
        "is seen in the step.",
        source=_SOURCE,
    )


def _of_a_merge(m: Symbolic) -> Theorem:
    n, known, values = z3.Int("n"), {}, []
    totals: list[Total] = []
    clocks = [(clock(f"x.{part}"), clock(f"y.{part}")) for part in ("added", "taken")]
    for part, (x, y) in zip(("added", "taken"), clocks, strict=True):
        mine, theirs = Total(f"mine.{part}", x), Total(f"theirs.{part}", y)
        joined, shared = Total(f"joined.{part}", m.join(x, y)), Total(f"shared.{part}", m.meet(x, y))
        known[f"E5 of what was {part}"] = joined(n) == mine(n) + theirs(n) - shared(n)
        values.append((joined(n), mine(n) + theirs(n) - shared(n)))
        totals += [mine, theirs, joined, shared]
    (added, sum_added), (taken, sum_taken) = values
    worlds = sum_worlds(*totals, about=tuple(x for pair in clocks for x in pair))
    return Theorem(
        "G4",
        "value (x ⊔ y) = value x + value y − value (x ⊓ y)",
        (obligation("G4", added - taken == sum_added - sum_taken, worlds, known),),
        rests_on=("E5",),
        source=_SOURCE,
    )


def _updates(subject: Subject) -> tuple[Theorem, ...]:
    m, worlds = Symbolic(subject.kernel), clock_worlds()
    pairs = _Pairs(m)
    added, taken, other = clock("added"), clock("taken"), clock("other")
    r, s = z3.Consts("r s", REPLICA)
    naturals = {f"0 ≤ {x.name()}": natural(x) for x in (added, taken)}

    def increment(x: Pair, at: z3.ExprRef) -> Pair:
        return m.tick(x[0], at), x[1]

    def decrement(x: Pair, at: z3.ExprRef) -> Pair:
        return x[0], m.tick(x[1], at)

    x = added, taken
    grows = z3.And(*(pairs.leq(x, step(x, r)) for step in (increment, decrement)))
    steps = [(increment, increment), (increment, decrement), (decrement, decrement)]
    commute = z3.And(*(pairs.same(f(g(x, s), r), g(f(x, r), s)) for f, g in steps))
    embedded = z3.And(
        pairs.same(pairs.join((added, m.bottom()), (other, m.bottom())), (m.join(added, other), m.bottom())),
        pairs.leq((added, m.bottom()), (other, m.bottom())) == m.leq(added, other),
    )
    known = {**naturals, "0 ≤ other": natural(other)}
    return (
        Theorem(
            "G5",
            "an increment and a decrement both make the state larger",
            (obligation("G5", grows, worlds, naturals),),
            note="The value is not monotone: R12.",
            source=_SOURCE,
        ),
        Theorem(
            "G6",
            "increments and decrements commute",
            (obligation("G6", commute, worlds, naturals),),
            note="They are not idempotent: R13.",
            source=_SOURCE,
        ),
        Theorem(
            "G7",
            "x ↦ (x, ⊥) preserves join, order and value",
            (obligation("G7", embedded, worlds, known),),
            rests_on=("E1",),
            source=_SOURCE,
        ),
    )
