"""N: forgetting a replica, and being one again after a loss: when it is safe."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import z3

from antichain.model import slots
from antichain.proofs.logic.lift import lift
from antichain.proofs.logic.obligation import induction, obligation
from antichain.proofs.logic.recursion import ENUMERATION, Total, enumeration
from antichain.proofs.logic.symbolic import EVENT, REPLICA, Symbolic, clock, natural
from antichain.proofs.logic.theorem import Scope, Theorem
from antichain.proofs.logic.worlds import clock_worlds
from antichain.proofs.machines.execution import ACTOR, MESSAGE, NEW
from antichain.proofs.machines.restarts import FRESH, NAME, final, restarting
from antichain.proofs.refutations.claims import prune

if TYPE_CHECKING:
    from collections.abc import Mapping

    from antichain.proofs.logic.symbolic import Clock
    from antichain.proofs.logic.theorem import Subject
    from antichain.proofs.logic.transition_system import Machine
    from antichain.proofs.machines.restarts import Restarting

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
    m, worlds, machine = Symbolic(subject.kernel), clock_worlds(), restarting(subject)
    kept = m.leq(_pruned(_X), _pruned(_Y))
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
        _values(m, machine),
        _restarts(machine),
        _zeros(subject),
        _widths(m),
        Theorem(
            "N7",
            "decode (encode x) = x, and encoding preserves and reflects the order",
            scope=Scope.META,
            note="Bytes lie outside the model, in which a message is a state. Held by tests of each implementation.",
        ),
        _one_dot(machine),
    )


def _restarts(machine: Machine[Restarting]) -> Theorem:
    """Return that a replica that goes on after a crash counts each update of its past once, and no other."""
    s, (r, u), (q, k) = (
        machine.state,
        (z3.Const("r", REPLICA), z3.Const("u", EVENT)),
        (z3.Const("q", NAME), z3.Int("k")),
    )
    named = s.nth(q, k)
    goals = {
        "counted": z3.Implies(
            z3.And(k >= 1, k <= s.counts(r, q)), z3.And(s.past(r, named), s.under(named) == q, s.number(named) == k)
        ),
        "once": z3.Implies(
            s.past(r, u),
            z3.And(
                s.number(u) >= 1,
                s.number(u) <= s.counts(r, s.under(u)),
                s.nth(s.under(u), s.number(u)) == u,
            ),
        ),
    }
    return Theorem(
        "N4",
        "a replica that resumes with its disk, or goes on with an older state under a new name: value r = |Past r|",
        (
            *machine.all_inductive(),
            *(each for name, goal in goals.items() for each in machine.consequence(f"N4.{name}", goal)),
        ),
        claims=(*(invariant(s) for invariant in machine.invariants.values()), *goals.values()),
        machine=machine,
        note="Inductive invariants of a machine in which replicas join, save, send what is saved, crash and go on. The "
        "dots that a state counts are, one to one, the updates in its past; their number is the value by E7.",
        source="Shapiro et al. 2011",
        rests_on=("E7",),
    )


def _one_dot(machine: Machine[Restarting]) -> Theorem:
    """Return that an older state under the old name, or a send of what is not saved, gives two updates one dot."""
    actor, name = z3.Const("a", REPLICA), z3.Const("q", NAME)
    one, other, third, early, late = z3.Consts("u v w e f", EVENT)

    def after(s: Restarting, step: str, event: z3.ExprRef = one, message: z3.ExprRef = one) -> Restarting:
        return machine.taking(step, s, {ACTOR: actor, NEW: event, MESSAGE: message, FRESH: name})

    def same_dot(s: Restarting, update: z3.ExprRef, again: z3.ExprRef) -> z3.BoolRef:
        return z3.And(
            s.under(update) == s.under(again), s.number(update) == s.number(again), s.made(update), s.made(again)
        )

    sent = after(after(after(after(machine.start, "join"), "update", one), "save"), "send", early)
    twice = after(after(after(sent, "update", other), "save"), "send", late)
    restored = after(after(twice, "restart", message=early), "update", third)
    unsaved = after(after(machine.start, "join"), "update", one)
    exported = unsaved._replace(
        state=lambda e, q: z3.If(e == early, unsaved.counts(actor, q), unsaved.state(e, q)),
        carried=lambda e, u: z3.If(e == early, unsaved.past(actor, u), unsaved.carried(e, u)),
    )
    resumed = after(after(exported, "resume"), "update", other)
    different = {"the events differ": z3.Distinct(one, other, third, early, late)}
    goals = {
        "old-name": z3.And(
            same_dot(restored, other, third), restored.carried(late, other), restored.past(actor, third)
        ),
        "not-saved": z3.And(same_dot(resumed, one, other), resumed.carried(early, one), resumed.past(actor, other)),
    }
    return Theorem(
        "N8",
        "an older state under the old name, or a send of what is not saved, can give two known updates one dot",
        tuple(obligation(f"N8.{key}", goal, machine.worlds, different) for key, goal in goals.items()),
        note="Runs of the machine of N4 with one step changed: R11 and R22. In the first, a restart takes the old name "
        "for the fresh one; in the second, a replica sends what it counts in place of what is saved.",
    )


def _values(m: Symbolic, machine: Machine[Restarting]) -> Theorem:
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
        {"at": lambda w: lambda k: enumeration(w)(k) if 0 <= k < len("ABC") else "absent"}
        | {each.name: each.meaning for each in (total, pruned, collapsed)}
    )
    retired, count = z3.Const("retired", NAME), z3.Int("count")
    stays = {
        step.name: z3.Implies(
            final(machine.state, retired, count), machine.after(step.name, lambda _, new: final(new, retired, count))
        )
        for step in machine.transitions
        if step.name != "join"
    }
    agree = _X(_C) == _Y(_C)
    one_by_one = m.same(_collapsed(m.join(_X, _Y)), m.join(_collapsed(_X), _collapsed(_Y)))
    return Theorem(
        "N3",
        "value (prune c x) = value x − x c; value (collapse c d x) = value x; where x c = y c, "
        "collapse c d (x ⊔ y) = collapse c d x ⊔ collapse c d y, and that the count of c is stable stays so",
        (
            *induction("N3.prune", lost, worlds, pruning),
            *induction("N3.collapse", moved, worlds, collapsing),
            obligation("N3.merge", z3.Implies(agree, one_by_one), clock_worlds(), _NATURALS),
            *(each for name, goal in stays.items() for each in machine.consequence(f"N3.stable.{name}", goal)),
        ),
        claims=tuple(stays.values()),
        machine=machine,
        rests_on=("N4",),
        note="Sound when the count of c is causally stable: the same in every replica, disk and state on its way, no "
        "replica counting under c. No step ends that, but a replica that joins with nothing, for which a marker must "
        "say that c was collapsed: R18 shows what happens without.",
    )


def _zeros(subject: Subject) -> Theorem:
    zero, found = z3.IntVal(0), []
    for name, slot in subject.kernel._asdict().items():
        result = lift(slot, *[zero] * len(inspect.signature(getattr(slots, name)).parameters))
        goal = result if z3.is_bool(result) else result == 0
        found.append(obligation(f"N5.{name}", goal, clock_worlds()))
    return Theorem(
        "N5",
        "every slot function maps zeros to zero, or to true: a slot that no clock mentions needs no attention",
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
