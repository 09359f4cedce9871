"""E: the value of a counter is the number of events its state knows.

The value is a sum over a finite enumeration of replicas, defined by recursion; a lemma about it is a base and a step.
The enumeration is arbitrary: no theorem says how many replicas there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import z3

from antichain.proofs.logic.dots import dot
from antichain.proofs.logic.obligation import induction, obligation
from antichain.proofs.logic.recursion import ENUMERATION, Total, enumeration
from antichain.proofs.logic.symbolic import REPLICA, Symbolic, clock, natural
from antichain.proofs.logic.theorem import Scope, Theorem
from antichain.proofs.logic.worlds import clock_worlds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from antichain.proofs.logic.finite_structure import Structure, Value
    from antichain.proofs.logic.obligation import Obligation, Worlds
    from antichain.proofs.logic.theorem import Subject

__all__ = ["numbering", "sum_worlds", "theorems"]

_SOURCE = "Burckhardt et al. 2014; Zeller et al. 2014"

_X, _Y = clock("x"), clock("y")
_NATURALS = {"0 ≤ x": natural(_X), "0 ≤ y": natural(_Y)}


def sum_worlds(*totals: Total, about: tuple[z3.FuncDeclRef, ...] = ()) -> Worlds:
    """Return the worlds in which ``at`` enumerates the replicas and these sums are sums, ``about`` clocks not named."""
    return clock_worlds({"at": enumeration, **{total.name: total.meaning for total in totals}}, about=about)


def theorems(subject: Subject) -> tuple[Theorem, ...]:
    """Return the theorems of the value."""
    m = Symbolic(subject.kernel)
    return (
        _of_nothing(m),
        _after_a_tick(m),
        _monotone(m),
        _of_a_chain(m),
        _of_a_merge(m),
        _between(m),
        _number_of_dots(),
        _any_enumeration(),
        _unique(m),
    )


def _by_induction(
    name: str, totals: Sequence[Total], claim: Callable[[z3.ArithRef], z3.BoolRef], **known: z3.BoolRef
) -> tuple[Obligation, ...]:
    def hypotheses(n: z3.ArithRef) -> Mapping[str, z3.BoolRef]:
        return {**_NATURALS, **known, **{key: each for total in totals for key, each in total.equations(n).items()}}

    return tuple(induction(name, claim, sum_worlds(*totals), hypotheses))


def _first(n: z3.ArithRef, claim: Callable[[z3.ExprRef], z3.BoolRef]) -> z3.BoolRef:
    """Return whether ``claim`` holds of the first ``n`` replicas."""
    j = z3.Int("j")
    return z3.ForAll([j], z3.Implies(z3.And(j >= 0, j < n), claim(ENUMERATION(j))))


def _of_nothing(m: Symbolic) -> Theorem:
    nothing = Total("nothing", m.bottom())
    steps = _by_induction("E1", [nothing], lambda n: nothing(n) == 0)
    return Theorem("E1", "value ⊥ = 0", steps, source=_SOURCE)


def _after_a_tick(m: Symbolic) -> Theorem:
    r, place, n = z3.Const("r", REPLICA), z3.Int("place"), z3.Int("size")
    j = z3.Int("j")
    total, ticked = Total("total", _X), Total("ticked", m.tick(_X, r))
    met = {
        "r stands at place": ENUMERATION(place) == r,
        "and nowhere else": z3.ForAll([j], z3.Implies(z3.And(j >= 0, j <= n, ENUMERATION(j) == r), j == place)),
        "place is in the enumeration": z3.And(place >= 0, place <= n),
    }

    def claim(k: z3.ArithRef) -> z3.BoolRef:
        return z3.Implies(k <= n + 1, ticked(k) == total(k) + z3.If(place < k, 1, 0))

    return Theorem(
        "E2", "value (tick r x) = value x + 1", _by_induction("E2", [total, ticked], claim, **met), source=_SOURCE
    )


def _monotone(m: Symbolic) -> Theorem:
    less, more, place = Total("less", _X), Total("more", _Y), z3.Int("place")

    def grows(n: z3.ArithRef) -> z3.BoolRef:
        return less(n) <= more(n)

    def grows_strictly(n: z3.ArithRef) -> z3.BoolRef:
        return z3.And(grows(n), z3.Implies(z3.And(place >= 0, place < n), less(n) < more(n)))

    smaller = {"x ≤ y": m.leq(_X, _Y)}
    strictly = {**smaller, "x < y at place": _X(ENUMERATION(place)) < _Y(ENUMERATION(place))}
    return Theorem(
        "E3",
        "x ≤ y ⇒ value x ≤ value y; x < y ⇒ value x < value y",
        (
            *_by_induction("E3.monotone", [less, more], grows, **smaller),
            *_by_induction("E3.strict", [less, more], grows_strictly, **strictly),
        ),
        rests_on=("A5",),
        source=_SOURCE,
    )


def _of_a_chain(m: Symbolic) -> Theorem:
    less, more = Total("less", _X), Total("more", _Y)

    def claim(n: z3.ArithRef) -> z3.BoolRef:
        same = _first(n, lambda q: _X(q) == _Y(q))
        return z3.And(less(n) <= more(n), z3.Implies(less(n) == more(n), same))

    steps = _by_induction("E4", [less, more], claim, **{"x ≤ y": m.leq(_X, _Y)})
    return Theorem("E4", "x ≤ y ∧ value x = value y ⇒ x = y", steps, source=_SOURCE)


def _of_a_merge(m: Symbolic) -> Theorem:
    parts = Total("mine", _X), Total("theirs", _Y)
    join, meet = Total("joined", m.join(_X, _Y)), Total("shared", m.meet(_X, _Y))

    def claim(n: z3.ArithRef) -> z3.BoolRef:
        return join(n) == parts[0](n) + parts[1](n) - meet(n)

    return Theorem(
        "E5",
        "value (x ⊔ y) = value x + value y − value (x ⊓ y)",
        _by_induction("E5", [*parts, join, meet], claim),
        note="What both know is counted once; adding the counts of concurrent states forgets the last term.",
        source=_SOURCE,
    )


def _between(m: Symbolic) -> Theorem:
    mine, theirs, join = Total("mine", _X), Total("theirs", _Y), Total("joined", m.join(_X, _Y))

    def between(n: z3.ArithRef) -> z3.BoolRef:
        return z3.And(mine(n) <= join(n), theirs(n) <= join(n), join(n) <= mine(n) + theirs(n))

    def tight(n: z3.ArithRef) -> z3.BoolRef:
        equal, nothing = join(n) == mine(n) + theirs(n), _first(n, lambda q: m.meet(_X, _Y)(q) == 0)
        return z3.And(join(n) <= mine(n) + theirs(n), equal == nothing)

    return Theorem(
        "E6",
        "max (value x) (value y) ≤ value (x ⊔ y) ≤ value x + value y, equal to the sum just where x ⊓ y = ⊥",
        (
            *_by_induction("E6.between", [mine, theirs, join], between),
            *_by_induction("E6.tight", [mine, theirs, join], tight),
        ),
        source=_SOURCE,
    )


def _number_of_dots() -> Theorem:
    """Number the dots one replica after the other: one to one onto the numbers below the value."""
    total = Total("total", _X)
    worlds = sum_worlds(total)
    return Theorem(
        "E7",
        "value x = |D x|, for an enumeration that repeats no replica and leaves out none that has counted",
        numbering("E7", lambda q, k: dot(_X, q, k), total, {"0 ≤ x": natural(_X)}, worlds),
        note="The k-th dot of the i-th replica has the number (sum of the replicas before it) + k − 1. These numbers "
        "are below the value, every number below it is one, and dots are equal just where their numbers are.",
        source=_SOURCE,
    )


def numbering(
    name: str,
    member: Callable[[z3.ExprRef, z3.ArithRef], z3.BoolRef],
    total: Total,
    known: Mapping[str, z3.BoolRef],
    worlds: Worlds,
) -> tuple[Obligation, ...]:
    """Return that the dots for which ``member`` holds are, one to one, the numbers below ``total`` of all replicas."""
    (i, j, t, size), (k, n) = z3.Ints("i j t size"), z3.Ints("k l")

    def has(place: z3.ArithRef, rank: z3.ArithRef, first: z3.ArithRef) -> z3.BoolRef:
        return z3.And(place >= 0, place < first, member(ENUMERATION(place), rank))

    def below(first: z3.ArithRef) -> z3.BoolRef:
        number = total(i) + k - 1
        inside = z3.Implies(has(i, k, first), z3.And(number >= 0, number < total(first)))
        return z3.And(total(first) >= 0, z3.ForAll([i, k], inside))

    def onto(first: z3.ArithRef) -> z3.BoolRef:
        place = z3.And(i >= 0, i < first, total(i) <= t, member(ENUMERATION(i), t - total(i) + 1))
        return z3.ForAll([t], z3.Implies(z3.And(t >= 0, t < total(first)), z3.Exists([i], place)))

    def defined(first: z3.ArithRef) -> dict[str, z3.BoolRef]:
        return {**known, **total.equations(first)}

    once = {
        "no replica stands twice": z3.Implies(ENUMERATION(i) == ENUMERATION(j), i == j),
        "two dots": z3.And(has(i, k, size), has(j, n, size)),
        "numbers of the dots before j are below": z3.Implies(has(i, k, j), total(i) + k - 1 < total(j)),
        "numbers of the dots before i are below": z3.Implies(has(j, n, i), total(j) + n - 1 < total(i)),
        "dots are numbered from 1": z3.And(k >= 1, n >= 1),
    }
    one_dot = z3.And(ENUMERATION(i) == ENUMERATION(j), k == n)
    one_number = total(i) + k - 1 == total(j) + n - 1
    return (
        *induction(f"{name}.below", below, worlds, defined),
        *induction(f"{name}.onto", onto, worlds, defined),
        obligation(f"{name}.once", one_dot == one_number, worlds, {**known, **once}),
    )


def _any_enumeration() -> Theorem:
    """An unseen replica more adds nothing; swapping two neighbours changes no sum that holds both."""
    size, place = z3.Ints("size place")
    total = Total("total", _X)
    unseen = z3.ForAll([place], z3.Implies(place >= size, _X(ENUMERATION(place)) == 0))
    swapped = Total("swapped", _X, lambda n: ENUMERATION(z3.If(n == place, place + 1, z3.If(n == place + 1, place, n))))

    def padded(n: z3.ArithRef) -> z3.BoolRef:
        return z3.Implies(n >= size, total(n) == total(size))

    def permuted(n: z3.ArithRef) -> z3.BoolRef:
        inside = total(n) - _X(ENUMERATION(place)) + _X(ENUMERATION(place + 1))
        return swapped(n) == z3.If(n == place + 1, inside, total(n))

    at_size = {"0 ≤ size": size >= 0, "nothing from size on": unseen}
    worlds = sum_worlds(total, swapped)
    few = clock_worlds({"at": _same_from_the_third, "total": total.meaning})
    pad = induction("E8.padding", padded, few, lambda n: {**at_size, **total.equations(n)})
    both = induction(
        "E8.swap",
        permuted,
        worlds,
        lambda n: {"0 ≤ place": place >= 0, **total.equations(n), **swapped.equations(n)},
    )
    return Theorem(
        "E8",
        "the value depends neither on the order of the enumeration nor on replicas that have counted nothing",
        (*pad, *both),
        source=_SOURCE,
        outside="every finite reordering is a sequence of swaps of neighbours",
    )


def _same_from_the_third(_: Structure) -> Callable[..., Value]:
    return lambda k: "ABC"[min(k, 2)]


def _unique(m: Symbolic) -> Theorem:
    """A clock with a count is a tick of a clock with one less; a clock without counts has the value 0."""
    r = z3.Const("r", REPLICA)
    total = Total("total", _X)

    def one_less(i: z3.ExprRef) -> z3.ArithRef:
        return z3.If(i == r, _X(i) - 1, _X(i))

    def nothing(n: z3.ArithRef) -> z3.BoolRef:
        return z3.Implies(_first(n, lambda q: _X(q) == 0), total(n) == 0)

    reached = z3.Implies(_X(r) >= 1, z3.And(natural(one_less), m.same(m.tick(one_less, r), _X)))
    return Theorem(
        "E9",
        "v ⊥ = 0 ∧ (∀x r. v (tick r x) = v x + 1) ⇒ v = value",
        (
            obligation("E9.reached", reached, clock_worlds(), {"0 ≤ x": natural(_X)}),
            *_by_induction("E9.nothing", [total], nothing),
        ),
        scope=Scope.META,
        rests_on=("E1", "E2"),
        note="Proved: a clock with a count at r is tick r of a clock with one less there, and a clock without counts "
        "has the value 0. That v and the value, which E1 and E2 say have the same two equations, are equal is "
        "induction over the value of x for an arbitrary function v of clocks: not first-order.",
        source=_SOURCE,
    )
