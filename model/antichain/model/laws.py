"""Every law of clocks and counters, stated once, as a function of an algebra.

Read with :data:`MODEL`, a law computes whether it holds of some clocks. Read with a target's answers, it judges an
implementation. Read with symbolic clocks, it is a theorem for any number of replicas. Join is *determined* by
``join_is_above_left``, ``join_is_above_right`` and ``join_is_least``. Commutativity, associativity and idempotence
follow from these, and do not determine it: the pointwise minimum has all three.

Letters: ``m`` algebra, ``x y z`` clocks, ``r s`` replicas. The names of the parameters give their types.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from antichain.model import clock
from antichain.model.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["LAWS", "MODEL", "Algebra", "Law", "law"]

C = TypeVar("C")
B = TypeVar("B")


class Algebra(Protocol[C, B]):
    """The operations that a law may use. ``C`` are clocks and ``B`` truth values, of any type."""

    def bottom(self) -> C:
        """Return the clock that knows nothing."""

    def tick(self, x: C, r: Any, /) -> C:  # noqa: ANN401 — a replica is a name here, a constant there
        """Return ``x`` after one more event of ``r``."""

    def join(self, x: C, y: C, /) -> C:
        """Return ``x ⊔ y``."""

    def meet(self, x: C, y: C, /) -> C:
        """Return ``x ⊓ y``."""

    def delta(self, x: C, y: C, /) -> C:
        """Return the least clock that ``y`` needs to know ``x``."""

    def leq(self, x: C, y: C, /) -> B:
        """Return ``x ≤ y``."""

    def same(self, x: C, y: C, /) -> B:
        """Return ``x = y``."""

    def distinct(self, r: Any, s: Any, /) -> B:  # noqa: ANN401 — as above
        """Return ``r ≠ s``."""

    def both(self, a: B, b: B, /) -> B:
        """Return ``a ∧ b``."""

    def no(self, a: B, /) -> B:
        """Return ``¬ a``."""

    def implies(self, a: B, b: B, /) -> B:
        """Return ``a ⇒ b``."""

    def agree(self, a: B, b: B, /) -> B:
        """Return ``a ⇔ b``."""


@dataclass(frozen=True, slots=True)
class Law:
    """A named statement: its formula, its reason, and the function that states it."""

    name: str
    theory: str
    statement: str
    reason: str
    states: Callable[..., Any]

    def __call__(self, m: Algebra[C, B], *values: Any) -> B:  # noqa: ANN401 — clocks and replicas of whatever algebra
        """Return, in the algebra's own truth values, whether the law holds of these values."""
        holds: B = self.states(m, *values)
        return holds

    @property
    def clocks(self) -> tuple[str, ...]:
        """The clocks the law speaks of, of ``x y z``."""
        return tuple(name for name in self._letters() if name in "xyz")

    @property
    def replicas(self) -> tuple[str, ...]:
        """The replicas the law speaks of, of ``r s``."""
        return tuple(name for name in self._letters() if name in "rs")

    def _letters(self) -> tuple[str, ...]:
        return tuple(inspect.signature(self.states).parameters)[1:]


LAWS: dict[str, Law] = {}


def law(theory: str, statement: str) -> Callable[[Callable[..., Any]], Law]:
    """Enter the decorated function into :data:`LAWS`, with its statement; its docstring is the reason.

    >>> LAWS["join_is_least"].statement
    'x ≤ z ∧ y ≤ z ⇒ x ⊔ y ≤ z'
    >>> LAWS["join_is_least"](MODEL, Clock({"A": 1}), Clock({"B": 1}), Clock({"A": 1, "B": 2}))
    True
    """

    def enter(states: Callable[..., Any]) -> Law:
        LAWS[states.__name__] = Law(states.__name__, theory, statement, inspect.getdoc(states) or "", states)
        return LAWS[states.__name__]

    return enter


class _Model:
    """The algebra in which Python computes, on the model's own clocks."""

    bottom = staticmethod(Clock)
    tick = staticmethod(clock.tick)
    join = staticmethod(clock.join)
    meet = staticmethod(clock.meet)
    delta = staticmethod(clock.delta)
    leq = staticmethod(clock.leq)

    @staticmethod
    def same(x: Clock, y: Clock) -> bool:
        return x == y

    @staticmethod
    def distinct(r: str, s: str) -> bool:
        return r != s

    @staticmethod
    def both(a: bool, b: bool) -> bool:  # noqa: FBT001 — truth values are what logic is about
        return a and b

    @staticmethod
    def no(a: bool) -> bool:  # noqa: FBT001 — as above
        return not a

    @staticmethod
    def implies(a: bool, b: bool) -> bool:  # noqa: FBT001 — as above
        return not a or b

    @staticmethod
    def agree(a: bool, b: bool) -> bool:  # noqa: FBT001 — as above
        return a == b


MODEL: Algebra[Clock, bool] = _Model()


@law("A", "x ≤ x")
def order_is_reflexive(m: Algebra[C, B], x: C) -> B:
    """A state knows all that it knows."""
    return m.leq(x, x)


@law("A", "x ≤ y ∧ y ≤ x ⇒ x = y")
def order_is_antisymmetric(m: Algebra[C, B], x: C, y: C) -> B:
    """Two states that know the same are equal."""
    return m.implies(m.both(m.leq(x, y), m.leq(y, x)), m.same(x, y))


@law("A", "x ≤ y ∧ y ≤ z ⇒ x ≤ z")
def order_is_transitive(m: Algebra[C, B], x: C, y: C, z: C) -> B:
    """A state before an earlier state is before the later one, too."""
    return m.implies(m.both(m.leq(x, y), m.leq(y, z)), m.leq(x, z))


@law("A", "⊥ ≤ x")
def bottom_is_least(m: Algebra[C, B], x: C) -> B:
    """The empty clock is behind every clock."""
    return m.leq(m.bottom(), x)


def _before(m: Algebra[C, B], x: C, y: C) -> B:
    return m.both(m.leq(x, y), m.no(m.same(x, y)))


def _concurrent(m: Algebra[C, B], x: C, y: C) -> B:
    return m.both(m.no(m.leq(x, y)), m.no(m.leq(y, x)))


@law("A", "¬ x < x")
def before_is_irreflexive(m: Algebra[C, B], x: C) -> B:
    """No state is before itself."""
    return m.no(_before(m, x, x))


@law("A", "x < y ⇒ ¬ y < x")
def before_is_asymmetric(m: Algebra[C, B], x: C, y: C) -> B:
    """Of two states, at most one is before the other."""
    return m.implies(_before(m, x, y), m.no(_before(m, y, x)))


@law("A", "x < y ∧ y < z ⇒ x < z")
def before_is_transitive(m: Algebra[C, B], x: C, y: C, z: C) -> B:
    """A state before an earlier state is before the later one, and differs from it."""
    return m.implies(m.both(_before(m, x, y), _before(m, y, z)), _before(m, x, z))


@law("A", "x ∥ y ⇒ y ∥ x")
def concurrency_is_symmetric(m: Algebra[C, B], x: C, y: C) -> B:
    """If one state conflicts with another, the other conflicts with it."""
    return m.implies(_concurrent(m, x, y), _concurrent(m, y, x))


@law("A", "¬ x ∥ x")
def concurrency_is_irreflexive(m: Algebra[C, B], x: C) -> B:
    """No state conflicts with itself."""
    return m.no(_concurrent(m, x, x))


@law("B", "x ≤ x ⊔ y")
def join_is_above_left(m: Algebra[C, B], x: C, y: C) -> B:
    """A merge keeps all own updates."""
    return m.leq(x, m.join(x, y))


@law("B", "y ≤ x ⊔ y")
def join_is_above_right(m: Algebra[C, B], x: C, y: C) -> B:
    """A merge receives all updates of the other state."""
    return m.leq(y, m.join(x, y))


@law("B", "x ≤ z ∧ y ≤ z ⇒ x ⊔ y ≤ z")
def join_is_least(m: Algebra[C, B], x: C, y: C, z: C) -> B:
    """A merge invents no update."""
    return m.implies(m.both(m.leq(x, z), m.leq(y, z)), m.leq(m.join(x, y), z))


@law("B", "x ⊔ y = y ⊔ x")
def join_commutes(m: Algebra[C, B], x: C, y: C) -> B:
    """The order of the two states makes no difference."""
    return m.same(m.join(x, y), m.join(y, x))


@law("B", "(x ⊔ y) ⊔ z = x ⊔ (y ⊔ z)")
def join_associates(m: Algebra[C, B], x: C, y: C, z: C) -> B:
    """The path of an update makes no difference."""
    return m.same(m.join(m.join(x, y), z), m.join(x, m.join(y, z)))


@law("B", "x ⊔ x = x")
def join_is_idempotent(m: Algebra[C, B], x: C) -> B:
    """A repeated message changes nothing."""
    return m.same(m.join(x, x), x)


@law("B", "x ⊔ ⊥ = x")
def join_has_a_unit(m: Algebra[C, B], x: C) -> B:
    """The empty state brings no update."""
    return m.same(m.join(x, m.bottom()), x)


@law("B", "x ≤ y ⇔ x ⊔ y = y")
def join_gives_the_order(m: Algebra[C, B], x: C, y: C) -> B:
    """A state that is behind another brings it no update."""
    return m.agree(m.leq(x, y), m.same(m.join(x, y), y))


@law("B", "x ≤ y ⇒ x ⊔ z ≤ y ⊔ z")
def join_is_monotone(m: Algebra[C, B], x: C, y: C, z: C) -> B:
    """A merge with the same clock keeps the order of two clocks."""
    return m.implies(m.leq(x, y), m.leq(m.join(x, z), m.join(y, z)))


@law("B", "x ⊓ y ≤ x")
def meet_is_below_left(m: Algebra[C, B], x: C, y: C) -> B:
    """The first state knows all that both know."""
    return m.leq(m.meet(x, y), x)


@law("B", "x ⊓ y ≤ y")
def meet_is_below_right(m: Algebra[C, B], x: C, y: C) -> B:
    """The second state knows all that both know."""
    return m.leq(m.meet(x, y), y)


@law("B", "z ≤ x ∧ z ≤ y ⇒ z ≤ x ⊓ y")
def meet_is_greatest(m: Algebra[C, B], x: C, y: C, z: C) -> B:
    """The meet has all that both know."""
    return m.implies(m.both(m.leq(z, x), m.leq(z, y)), m.leq(z, m.meet(x, y)))


@law("B", "x ⊔ (x ⊓ y) = x")
def join_absorbs_meet(m: Algebra[C, B], x: C, y: C) -> B:
    """The shared past brings no update."""
    return m.same(m.join(x, m.meet(x, y)), x)


@law("B", "x ⊓ (x ⊔ y) = x")
def meet_absorbs_join(m: Algebra[C, B], x: C, y: C) -> B:
    """A merge keeps exactly the old state of its left side."""
    return m.same(m.meet(x, m.join(x, y)), x)


@law("B", "x ⊓ y = y ⊓ x")
def meet_commutes(m: Algebra[C, B], x: C, y: C) -> B:
    """The shared part does not depend on the order of the two states."""
    return m.same(m.meet(x, y), m.meet(y, x))


@law("B", "(x ⊓ y) ⊓ z = x ⊓ (y ⊓ z)")
def meet_associates(m: Algebra[C, B], x: C, y: C, z: C) -> B:
    """The shared part of three states does not depend on their grouping."""
    return m.same(m.meet(m.meet(x, y), z), m.meet(x, m.meet(y, z)))


@law("B", "x ⊓ x = x")
def meet_is_idempotent(m: Algebra[C, B], x: C) -> B:
    """A state shares all its updates with itself."""
    return m.same(m.meet(x, x), x)


@law("B", "x ⊔ (y ⊓ z) = (x ⊔ y) ⊓ (x ⊔ z)")
def join_distributes(m: Algebra[C, B], x: C, y: C, z: C) -> B:
    """A merge with the shared part of two states is the shared part of the two merges."""
    return m.same(m.join(x, m.meet(y, z)), m.meet(m.join(x, y), m.join(x, z)))


@law("B", "x ⊓ (y ⊔ z) = (x ⊓ y) ⊔ (x ⊓ z)")
def meet_distributes(m: Algebra[C, B], x: C, y: C, z: C) -> B:
    """The part shared with a merge is the merge of the parts shared with each side."""
    return m.same(m.meet(x, m.join(y, z)), m.join(m.meet(x, y), m.meet(x, z)))


@law("C", "x < tick r x")
def tick_is_strict(m: Algebra[C, B], x: C, r: object) -> B:
    """A tick makes a later clock."""
    return m.both(m.leq(x, m.tick(x, r)), m.no(m.leq(m.tick(x, r), x)))


@law("C", "x ≤ y ⇒ tick r x ≤ tick r y")
def tick_is_monotone(m: Algebra[C, B], x: C, y: C, r: object) -> B:
    """The same tick keeps the order of two clocks."""
    return m.implies(m.leq(x, y), m.leq(m.tick(x, r), m.tick(y, r)))


@law("C", "tick r (tick s x) = tick s (tick r x)")
def ticks_commute(m: Algebra[C, B], x: C, r: object, s: object) -> B:
    """Events of two replicas leave the same count in either order."""
    return m.same(m.tick(m.tick(x, s), r), m.tick(m.tick(x, r), s))


@law("C", "r ≠ s ⇒ tick r x ⊔ tick s x = tick r (tick s x)")
def concurrent_ticks_survive(m: Algebra[C, B], x: C, r: object, s: object) -> B:
    """A merge keeps both of two concurrent updates."""
    return m.implies(m.distinct(r, s), m.same(m.join(m.tick(x, r), m.tick(x, s)), m.tick(m.tick(x, s), r)))


@law("C", "tick r x ⊔ x = tick r x")
def tick_absorbs_the_past(m: Algebra[C, B], x: C, r: object) -> B:
    """An old state, also an own one, changes nothing."""
    return m.same(m.join(m.tick(x, r), x), m.tick(x, r))


@law("L", "Δ(x, y) ⊔ y = x ⊔ y")
def delta_is_enough(m: Algebra[C, B], x: C, y: C) -> B:
    """A delta brings all updates of the full state."""
    return m.same(m.join(m.delta(x, y), y), m.join(x, y))


@law("L", "z ⊔ y = x ⊔ y ⇒ Δ(x, y) ≤ z")
def delta_is_least(m: Algebra[C, B], x: C, y: C, z: C) -> B:
    """No smaller delta brings all updates."""
    return m.implies(m.same(m.join(z, y), m.join(x, y)), m.leq(m.delta(x, y), z))
