"""The operations of :class:`antichain.proofs.logic.symbolic.Symbolic`, on the model's own clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.model import clock
from antichain.model.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Concrete"]


class Concrete:
    """The algebra in which Python evaluates the answers of a solver."""

    def own(self, r: str, n: int = 1) -> Clock:
        """Return the clock that knows ``n`` events of ``r``."""
        return clock.unit(r, n)

    def pointwise(self, slot: Callable[..., int], *clocks: Clock) -> Clock:
        """Return the clock that ``slot`` makes of these."""
        return clock.lift(slot, *clocks)

    def slot(self, x: Clock, r: str) -> int:
        """Return the count of ``r`` in ``x``."""
        return x[r]

    def bottom(self) -> Clock:
        """Return the clock that knows nothing."""
        return Clock()

    def tick(self, x: Clock, r: str, /) -> Clock:
        """Return ``x`` after one more event of ``r``."""
        return clock.tick(x, r)

    def add(self, x: Clock, r: str, n: int) -> Clock:
        """Return ``x`` after ``n`` more events of ``r``."""
        return clock.add(x, r, n)

    def receive(self, x: Clock, y: Clock, r: str) -> Clock:
        """Return the vector clock of ``r`` at ``x`` after a message stamped ``y``."""
        return clock.receive(x, y, r)

    def join(self, x: Clock, y: Clock, /) -> Clock:
        """Return ``x ⊔ y``."""
        return clock.join(x, y)

    def meet(self, x: Clock, y: Clock, /) -> Clock:
        """Return ``x ⊓ y``."""
        return clock.meet(x, y)

    def delta(self, x: Clock, y: Clock, /) -> Clock:
        """Return ``Δ(x, y)``."""
        return clock.delta(x, y)

    def leq(self, x: Clock, y: Clock, /) -> bool:
        """Return ``x ≤ y``."""
        return clock.leq(x, y)

    def same(self, x: Clock, y: Clock, /) -> bool:
        """Return ``x = y``."""
        return x == y

    def before(self, x: Clock, y: Clock) -> bool:
        """Return ``x < y``."""
        return clock.compare(x, y) is clock.Order.BEFORE

    def concurrent(self, x: Clock, y: Clock) -> bool:
        """Return ``x ∥ y``."""
        return clock.compare(x, y) is clock.Order.CONCURRENT

    def distinct(self, r: str, s: str, /) -> bool:
        """Return ``r ≠ s``."""
        return r != s

    def both(self, a: bool, b: bool, /) -> bool:  # noqa: FBT001 — truth values are what logic is about
        """Return ``a ∧ b``."""
        return a and b

    def no(self, a: bool, /) -> bool:  # noqa: FBT001 — as above
        """Return ``¬ a``."""
        return not a

    def implies(self, a: bool, b: bool, /) -> bool:  # noqa: FBT001 — as above
        """Return ``a ⇒ b``."""
        return not a or b

    def agree(self, a: bool, b: bool, /) -> bool:  # noqa: FBT001 — as above
        """Return ``a ⇔ b``."""
        return a == b
