"""L: deltas. Part of a state is enough to carry an update, and there is a least part that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

from antichain.proofs.logic.obligation import induction, obligation
from antichain.proofs.logic.recursion import Sequel
from antichain.proofs.logic.symbolic import INT, REPLICA, Symbolic, clock, natural
from antichain.proofs.logic.theorem import Scope, Theorem
from antichain.proofs.logic.worlds import STAMPS, clock_worlds
from antichain.proofs.machines.delta_sync import syncing
from antichain.proofs.theories.laws import inductive_theorem, law_theorem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from antichain.proofs.logic.finite_structure import Structure, Value
    from antichain.proofs.logic.symbolic import Clock
    from antichain.proofs.logic.theorem import Subject

__all__ = ["theorems"]

_SOURCE = "Almeida, Shoker and Baquero 2018"


def theorems(subject: Subject) -> tuple[Theorem, ...]:
    """Return the theorems of deltas."""
    kernel, m = subject.kernel, Symbolic(subject.kernel)
    x, r, n = clock("x"), z3.Const("r", REPLICA), z3.Int("n")
    grown = m.add(x, r, n)
    mutator = z3.Implies(n >= 0, m.same(m.join(x, m.delta(grown, x)), grown))
    ticked, entry = m.tick(x, r), m.own(r, x(r) + 1)
    return (
        Theorem(
            "L1",
            "add r n x = x ⊔ Δ(add r n x, x); tick r x = x ⊔ {r ↦ x r + 1}; Δ(tick r x, x) = {r ↦ x r + 1}",
            (
                obligation("L1.add", mutator, clock_worlds(), {"0 ≤ x": natural(x)}),
                obligation("L1.tick", m.same(m.join(x, entry), ticked), clock_worlds(), {"0 ≤ x": natural(x)}),
                obligation("L1.delta", m.same(m.delta(ticked, x), entry), clock_worlds(), {"0 ≤ x": natural(x)}),
            ),
            source=_SOURCE,
        ),
        _groups(m),
        law_theorem("L3", "delta_is_enough", kernel, source="Enes et al. 2019"),
        law_theorem("L4", "delta_is_least", kernel, source="Enes et al. 2019"),
        _decomposition(m),
        Theorem(
            "L6",
            "with lost deltas, replicas agree after a retransmission or a full state",
            scope=Scope.META,
            rests_on=("L2", "F7"),
            note="A state is the join of the deltas it has taken in (L2, B12), so equal sets of deltas make equal "
            "states and what was lost must be sent again. Merging deltas in causal order is not needed for "
            "that; without it the past of a reader is no longer closed: R16.",
            source=_SOURCE,
        ),
        *_anti_entropy(subject),
    )


def _anti_entropy(subject: Subject) -> tuple[Theorem, ...]:
    """Return the theorems of delta anti-entropy: what is sent can be merged, and is as good as the whole state."""
    machine = syncing(subject)
    s = machine.state

    def invariant(name: str, statement: str, key: str, note: str) -> Theorem:
        claim = machine.invariants[key](s)
        return Theorem(
            name,
            statement,
            machine.inductive(key),
            claims=(claim,),
            machine=machine,
            rests_on=("L7",),
            note=note,
            source=_SOURCE,
        )

    return (
        inductive_theorem(
            "L7",
            "delta anti-entropy",
            machine,
            source=_SOURCE,
            note="Messages are lost, repeated and reordered; deltas and acknowledgements are lost in a crash.",
        ),
        invariant(
            "L8",
            "a replica holds all of the state on which a message to it builds",
            "merging-condition",
            "The causal delta-merging condition, from acknowledgements alone.",
        ),
        invariant(
            "L9",
            "what a replica reads is what it would read had every message been the whole state",
            "as-from-states",
            "A simulation: the machine beside itself, with states in place of intervals of deltas.",
        ),
    )


def _groups(m: Symbolic) -> Theorem:
    """Take deltas in one after the other, or join them first and take the group in: the state is the same."""
    x, d = clock("x"), z3.Function("d", INT, REPLICA, INT)

    def taken_in(k: z3.ArithRef, before: Clock) -> Clock:
        return m.join(before, lambda i: d(k, i))

    state, group = Sequel("state", x, taken_in), Sequel("group", m.bottom(), taken_in)

    def claim(n: z3.ArithRef) -> z3.BoolRef:
        return m.same(state.at(n), m.join(x, group.at(n)))

    def known(n: z3.ArithRef) -> Mapping[str, z3.BoolRef]:
        return {"0 ≤ x": natural(x), **state.equations(n), **group.equations(n)}

    worlds = clock_worlds({"d": _stamps, "state": state.meaning, "group": group.meaning})
    return Theorem(
        "L2",
        "(…((x ⊔ d₁) ⊔ d₂)… ⊔ dₙ) = x ⊔ (d₁ ⊔ … ⊔ dₙ), whatever the order, repetition and grouping of the deltas",
        tuple(induction("L2", claim, worlds, known)),
        rests_on=("B12",),
        note="Induction over the list of deltas.",
        source=_SOURCE,
        outside="order and repetition of a list are those of B12",
    )


def _stamps(_: Structure) -> Callable[..., Value]:
    return lambda k, q: STAMPS[k % len(STAMPS)][q]


def _decomposition(m: Symbolic) -> Theorem:
    """The slots of x one by one: their join is x, none can be left out, and every such decomposition holds them."""
    x, z = clock("x"), clock("z")
    q, i = z3.Consts("q i", REPLICA)
    k, place = z3.Ints("k place")
    part, slot = z3.Function("part", INT, REPLICA, INT), z3.Function("slot", INT, REPLICA)
    counts = {"0 ≤ x": natural(x)}

    def single(r: z3.ExprRef) -> Clock:
        return lambda j: z3.If(j == r, x(j), 0)

    def one_less(j: z3.ExprRef) -> z3.ArithRef:
        return z3.If(j == q, x(j) - 1, x(j))

    above_all = z3.ForAll([i], m.leq(single(i), z))
    above_others = z3.ForAll([i], z3.Implies(i != q, m.leq(single(i), one_less)))
    any_parts = {
        **counts,
        "x is above all parts": z3.ForAll([k], m.leq(lambda j: part(k, j), x)),
        "x is least: instance x with one less at q": z3.Implies(
            z3.ForAll([k], m.leq(lambda j: part(k, j), one_less)), m.leq(x, one_less)
        ),
        "a part has one slot": z3.ForAll([k, i], z3.Implies(i != slot(k), part(k, i) == 0)),
    }
    found = z3.Exists([place], m.same(lambda j: part(place, j), single(q)))
    n, without = z3.Int("n"), z3.Function("without", REPLICA, INT)
    only = {
        **counts,
        "0 ≤ without": natural(without),
        "x is above the part": m.leq(lambda j: part(n, j), x),
        "a part has one slot": any_parts["a part has one slot"],
        "all other parts are at most without": z3.ForAll([k], z3.Implies(k != n, m.leq(lambda j: part(k, j), without))),
        "the part is not": z3.Not(m.leq(lambda j: part(n, j), without)),
        "a part is its slot (L5.present)": z3.Exists([place], m.same(lambda j: part(place, j), single(slot(n)))),
    }
    irredundant = clock_worlds(
        {
            "part": _slot_once,
            "slot": lambda _: lambda number: "ABC"[number % 3],
            "n": lambda _: lambda: 0,
            "without": lambda w: lambda r: 0 if r == "A" else w.meaning["x"](r),
        }
    )
    slots = clock_worlds({"part": _slot_by_slot, "slot": lambda _: lambda n: "ABC"[n % 3]})
    worlds = clock_worlds()
    return Theorem(
        "L5",
        "x is the join of its slots {q ↦ x q}, none is superfluous, and no other irredundant decomposition into parts "
        "of one slot exists",
        (
            obligation("L5.above", m.leq(single(q), x), worlds, counts),
            obligation("L5.least", z3.Implies(above_all, m.leq(x, z)), worlds, {**counts, "0 ≤ z": natural(z)}),
            obligation(
                "L5.irredundant",
                z3.Implies(x(q) >= 1, z3.And(above_others, z3.Not(m.leq(x, one_less)))),
                worlds,
                counts,
            ),
            obligation("L5.present", z3.Implies(x(q) >= 1, found), slots, any_parts),
            obligation("L5.no-other", m.same(lambda j: part(n, j), single(slot(n))), irredundant, only),
        ),
        note="Every part that is not superfluous is a slot: L5.present gives, for its slot, a part that is that slot; "
        "were they two, the one could be left out.",
        source="Enes et al. 2019",
    )


def _slot_by_slot(world: Structure) -> Callable[..., Value]:
    x = world.meaning["x"]
    return lambda k, q: x(q) if "ABC"[k % 3] == q else 0


def _slot_once(world: Structure) -> Callable[..., Value]:
    x = world.meaning["x"]
    return lambda k, q: x(q) if 0 <= k < len("ABC") and "ABC"[k] == q else 0
