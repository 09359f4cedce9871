"""G: the PN-Counter, two G-Counters side by side: the increments, and the decrements.

A state is a pair of clocks, ordered and joined part by part; so every law of clocks is one of pairs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import z3

from antichain.model.laws import LAWS
from antichain.proofs.logic.dots import dot
from antichain.proofs.logic.obligation import induction, obligation
from antichain.proofs.logic.recursion import Total
from antichain.proofs.logic.symbolic import BOOL, INT, REPLICA, Clock, Symbolic, clock, natural
from antichain.proofs.logic.theorem import Scope, Theorem
from antichain.proofs.logic.worlds import clock_worlds
from antichain.proofs.machines.gcounter import counter, counts_of, idle
from antichain.proofs.theories.e_value import sum_worlds
from antichain.proofs.theories.f_gcounter import past_counted

if TYPE_CHECKING:
    from antichain.proofs.logic.theorem import Subject
    from antichain.proofs.machines.gcounter import Counting

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
        _difference(subject),
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
    return Theorem(
        "G2",
        "what was added, and what was taken, is a G-Counter each: F holds of both",
        tuple(each for each in machine.all_inductive() if ".idle" in each.id),
        rests_on=("F0",),
        note="An increment is an update of the one part and leaves the other as it is. That such an idle event "
        "preserves every invariant of F is what is proved here; F has the rest.",
        source=_SOURCE,
        outside="the parts share nothing, so a step of a PN-Counter is a step of the one and idle for the other",
    )


def _difference(subject: Subject) -> Theorem:
    """Count the past of both parts up, as F6 does; what was taken is the same machine under other names."""
    machine = counter(subject)
    added = machine.state
    taken = added._replace(
        counts=z3.Function("counts.taken", REPLICA, REPLICA, INT),
        past=z3.Function("past.taken", REPLICA, REPLICA, INT, BOOL),
    )
    (r, q), k = z3.Consts("r q", REPLICA), z3.Int("k")
    counted = {part: z3.Function(f"counted.{part}", INT, INT) for part in ("added", "taken")}
    states = {"added": added, "taken": taken}

    def exact(s: Counting) -> z3.BoolRef:
        return z3.ForAll([r, q, k], s.past(r, q, k) == dot(counts_of(s, r), q, k))

    def columns(n: z3.ArithRef) -> dict[str, z3.ArithRef]:
        return {part: z3.If(n <= s.counts(r, q), n, s.counts(r, q)) for part, s in states.items()}

    def difference(n: z3.ArithRef) -> z3.BoolRef:
        up_to = columns(n)
        each = (counted[part](n) == up_to[part] for part in states)
        return z3.And(*each, counted["added"](n) - counted["taken"](n) == up_to["added"] - up_to["taken"])

    def counting(n: z3.ArithRef) -> dict[str, z3.BoolRef]:
        known = machine.holding()
        for part, s in states.items():
            known |= {
                f"F3 of what was {part}": exact(s),
                f"counts of what was {part}": z3.ForAll([r, q], s.counts(r, q) >= 0),
                f"counted.{part} 0": counted[part](0) == 0,
                f"counted.{part} n": counted[part](n + 1) == counted[part](n) + z3.If(s.past(r, q, n + 1), 1, 0),
            }
        return known

    worlds = machine.worlds_with(
        {
            "counts.taken": lambda _: lambda r, q: int(r == q),
            "past.taken": lambda _: lambda r, q, k: r == q and k == 1,
            "counted.added": past_counted,
            "counted.taken": lambda w: lambda n: int(n >= 1 and w.meaning["r"]() == w.meaning["q"]()),
        }
    )
    return Theorem(
        "G3",
        "value r = increments in Past r − decrements in Past r",
        tuple(induction("G3", difference, worlds, counting)),
        claims=(exact(added),),
        machine=machine,
        rests_on=("G2", "F0", "F3", "F6"),
        note="Of both parts at once: induction over the updates of one replica; the sums over replicas are F6.",
        source=_SOURCE,
    )


def _of_a_merge(m: Symbolic) -> Theorem:
    counts, totals = dict[str, z3.BoolRef](), list[Total]()
    values: list[list[Total]] = []
    for part in ("added", "taken"):
        x, y = clock(f"x.{part}"), clock(f"y.{part}")
        counts |= {f"0 ≤ x.{part}": natural(x), f"0 ≤ y.{part}": natural(y)}
        clocks = {"mine": x, "theirs": y, "joined": m.join(x, y), "shared": m.meet(x, y)}
        values.append([Total(f"{name}.{part}", each) for name, each in clocks.items()])
        totals += values[-1]

    def claim(n: z3.ArithRef) -> z3.BoolRef:
        mine, theirs, joined, shared = (added(n) - taken(n) for added, taken in zip(*values, strict=True))
        return joined == mine + theirs - shared

    def known(n: z3.ArithRef) -> dict[str, z3.BoolRef]:
        return counts | {name: each for total in totals for name, each in total.equations(n).items()}

    return Theorem(
        "G4",
        "value (x ⊔ y) = value x + value y − value (x ⊓ y)",
        tuple(induction("G4", claim, sum_worlds(*totals), known)),
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
