"""N: forgetting a replica, and being one again after a loss: when it is safe."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import z3

from antichain.model import slots
from antichain.proofs.claims import prune
from antichain.proofs.lift import lift
from antichain.proofs.recursion import ENUMERATION, Total, enumeration
from antichain.proofs.symbolic import REPLICA, Symbolic, clock, natural
from antichain.proofs.theorem import Scope, Theorem, induction, obligation
from antichain.proofs.worlds import clock_worlds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from antichain.proofs.symbolic import Clock
    from antichain.proofs.theorem import Subject

__all__ = ["theorems"]

_X, _Y = clock("x"), clock("y")
_R, _C, _D = z3.Consts("r c d", REPLICA)
_NATURALS = {"0 ≤ x": natural(_X), "0 ≤ y": natural(_Y)}


def _pruned(x: Clock) -> Clock:
    """Return ``x`` without the slot of ``c``."""
    pruned: Clock = prune(Symbolic(), x, _C)
    return pruned


def _collapsed(x: Clock) -> Clock:
    """Return ``x`` with the count of ``c`` moved to ``d``."""
    return lambda i: z3.If(i == _C, 0, z3.If(i == _D, x(_D) + x(_C), x(i)))


def theorems(subject: Subject) -> tuple[Theorem, ...]:
    """Return the theorems of pruning and identity."""
    m, worlds = Symbolic(subject.kernel), clock_worlds()
    kept = m.leq(_pruned(_X), _pruned(_Y))
    fresh = z3.Implies(_Y(_R) == 0, m.same(m.join(m.tick(m.bottom(), _R), _Y), m.tick(_Y, _R)))
    return (
        Theorem(
            "N1",
            "x ≤ y ⇒ prune c x ≤ prune c y",
            (obligation("N1", z3.Implies(m.leq(_X, _Y), kept), worlds, _NATURALS),),
            source="riak_core 613",
        ),
        Theorem(
            "N2",
            "x c ≤ y c ⇒ (prune c x ≤ prune c y ⇔ x ≤ y)",
            (obligation("N2", z3.Implies(_X(_C) <= _Y(_C), kept == m.leq(_X, _Y)), worlds, _NATURALS),),
            note="Both agreeing on c, an entry that is stable, is the symmetric case. Without the condition: R7 and"
            " R8.",
        ),
        _values(m),
        Theorem(
            "N4",
            "y r = 0 ⇒ tick r ⊥ ⊔ y = tick r y",
            (obligation("N4", fresh, worlds, _NATURALS),),
            note="A replica that lost its disk and goes on under a name nobody has heard of: its first update is "
            "neither lost nor counted twice, and from there on it is a replica as any other (F). Under its old"
            " name: R11.",
        ),
        _zeros(subject),
        _widths(m),
        Theorem(
            "N7",
            "decode (encode x) = x, and encoding preserves and reflects the order",
            scope=Scope.META,
            note="Bytes lie outside the model, in which a message is a state. Held by tests of each implementation.",
        ),
    )


def _values(m: Symbolic) -> Theorem:
    place = z3.Int("place")
    target = z3.Int("target")
    j = z3.Int("j")
    total = Total("total", _X)
    pruned, collapsed = Total("pruned", _pruned(_X)), Total("collapsed", _collapsed(_X))

    def standing(r: z3.ExprRef, at: z3.ArithRef) -> Mapping[str, z3.BoolRef]:
        alone = z3.ForAll([j], z3.Implies(z3.And(j >= 0, ENUMERATION(j) == r), j == at))
        return {f"{r} stands at {at}": z3.And(at >= 0, ENUMERATION(at) == r), f"and {r} nowhere else": alone}

    def lost(n: z3.ArithRef) -> z3.BoolRef:
        return pruned(n) == total(n) - z3.If(place < n, _X(_C), 0)

    def moved(n: z3.ArithRef) -> z3.BoolRef:
        return collapsed(n) == total(n) + z3.If(target < n, _X(_C), 0) - z3.If(place < n, _X(_C), 0)

    def pruning(n: z3.ArithRef) -> Mapping[str, z3.BoolRef]:
        return {"0 ≤ x": natural(_X), **standing(_C, place), **total.equations(n), **pruned.equations(n)}

    def collapsing(n: z3.ArithRef) -> Mapping[str, z3.BoolRef]:
        both = {**standing(_C, place), **standing(_D, target), "c ≠ d": _C != _D}
        return {"0 ≤ x": natural(_X), **both, **total.equations(n), **collapsed.equations(n)}

    worlds = clock_worlds(
        {"at": lambda w: lambda k: enumeration(w)(k) if 0 <= k < len("ABC") else "nobody"}
        | {each.name: each.meaning for each in (total, pruned, collapsed)}
    )
    agree = _X(_C) == _Y(_C)
    one_by_one = m.same(_collapsed(m.join(_X, _Y)), m.join(_collapsed(_X), _collapsed(_Y)))
    return Theorem(
        "N3",
        "value (prune c x) = value x − x c; value (collapse c d x) = value x; where x c = y c, "
        "collapse c d (x ⊔ y) = collapse c d x ⊔ collapse c d y",
        (
            *induction("N3.prune", lost, worlds, pruning),
            *induction("N3.collapse", moved, worlds, collapsing),
            obligation("N3.merge", z3.Implies(agree, one_by_one), clock_worlds(), _NATURALS),
        ),
        note="Sound when the count of c is final everywhere and every state that still has a slot for c is gone, or"
        " a marker says that it was collapsed: R18 shows what happens else.",
        outside="that a network is quiet in this sense, no state with a slot for c being under way",
    )


def _zeros(subject: Subject) -> Theorem:
    zero, found = z3.IntVal(0), []
    for name, slot in subject.kernel._asdict().items():
        result = lift(slot, *[zero] * len(inspect.signature(getattr(slots, name)).parameters))
        goal = result if z3.is_bool(result) else result == 0
        found.append(obligation(f"N5.{name}", goal, clock_worlds()))
    return Theorem(
        "N5",
        "every slot function maps zeros to zero, or to true: a slot nobody mentions needs no attention",
        tuple(found),
        note="So the model may drop zeros, and one clock has one spelling; that it does is tested. A spelling that "
        "keeps them, compared as it is spelt: R19.",
    )


def _widths(m: Symbolic) -> Theorem:
    limit = z3.Int("limit")
    wrapped = m.pointwise(lambda count: 0 if count == limit else count, m.tick(_X, _R))
    fits = {"0 ≤ x": natural(_X), "x < w": m.forall(lambda i: _X(i) < limit)}
    return Theorem(
        "N6",
        "x < tick r x, its slots wrapping at w ⇔ x r < w − 1",
        (obligation("N6", m.before(_X, wrapped) == (_X(_R) < limit - 1), clock_worlds(), fits),),
        note="What happens at w − 1: R15.",
    )
