"""Replicated counters: their states, updates, joins and values.

A G-Counter keeps the count of *each* replica; its state is a clock, and a merge is the join. A PN-Counter is two of
them, one for increments and one for decrements (Shapiro, Preguiça, Baquero, Zawirski, "A comprehensive study of
convergent and commutative replicated data types", 2011). A delta-mutator returns a small state that carries only the
update (Almeida, Shoker, Baquero, "Delta state replicated data types", 2018).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from antichain.model import clock
from antichain.model.clock import Clock

__all__ = ["GCounter", "PNCounter"]


def _natural(n: int) -> int:
    if n < 0:
        message = f"amount {n} is negative; a counter's slots only grow: decrement a PNCounter instead"
        raise ValueError(message)
    return n


@dataclass(frozen=True, slots=True)
class GCounter:
    """A counter that only grows: ``counts`` says how much each replica has added.

    >>> GCounter().increment("A").join(GCounter().increment("B")).value
    2
    """

    counts: Clock = field(default_factory=Clock)

    @property
    def value(self) -> int:
        """The total over all replicas."""
        return sum(self.counts[r] for r in self.counts)

    def increment(self, r: str, n: int = 1) -> GCounter:
        """Return the state after replica ``r`` added ``n``.

        >>> GCounter().increment("A", 3).value
        3

        Raises:
            ValueError: ``n`` is negative.

        """
        return GCounter(clock.add(self.counts, r, _natural(n)))

    def increment_delta(self, r: str, n: int = 1) -> GCounter:
        """Return the least state that, joined to this one, gives :meth:`increment`.

        >>> GCounter(Clock({"A": 2, "B": 5})).increment_delta("A")
        GCounter(counts=Clock({'A': 3}))

        Raises:
            ValueError: ``n`` is negative.

        """
        return GCounter(clock.delta(self.increment(r, n).counts, self.counts))

    def join(self, other: GCounter) -> GCounter:
        """Return the join of two states.

        >>> x = GCounter().increment("A")
        >>> x.join(x).value
        1
        """
        return GCounter(clock.join(self.counts, other.counts))


@dataclass(frozen=True, slots=True)
class PNCounter:
    """A counter with increments and decrements: the sums that each replica has added and subtracted.

    >>> PNCounter().increment("A").join(PNCounter().decrement("B", 3)).value
    -2
    """

    added: GCounter = field(default_factory=GCounter)
    taken: GCounter = field(default_factory=GCounter)

    @property
    def value(self) -> int:
        """The total over all replicas; it may be negative."""
        return self.added.value - self.taken.value

    def increment(self, r: str, n: int = 1) -> PNCounter:
        """Return the state after replica ``r`` added ``n``.

        >>> PNCounter().increment("A", 3).value
        3

        Raises:
            ValueError: ``n`` is negative.

        """
        return PNCounter(self.added.increment(r, n), self.taken)

    def decrement(self, r: str, n: int = 1) -> PNCounter:
        """Return the state after replica ``r`` subtracted ``n``.

        >>> PNCounter().decrement("A", 3).value
        -3

        Raises:
            ValueError: ``n`` is negative.

        """
        return PNCounter(self.added, self.taken.increment(r, n))

    def increment_delta(self, r: str, n: int = 1) -> PNCounter:
        """Return the least state that, joined to this one, gives :meth:`increment`.

        >>> PNCounter().increment("A").increment_delta("A").value
        2
        """
        return PNCounter(self.added.increment_delta(r, n), GCounter())

    def decrement_delta(self, r: str, n: int = 1) -> PNCounter:
        """Return the least state that, joined to this one, gives :meth:`decrement`.

        >>> PNCounter().increment("A").decrement_delta("A").value
        -1
        """
        return PNCounter(GCounter(), self.taken.increment_delta(r, n))

    def join(self, other: PNCounter) -> PNCounter:
        """Return the join of two states.

        >>> x = PNCounter().decrement("A")
        >>> x.join(x).value
        -1
        """
        return PNCounter(self.added.join(other.added), self.taken.join(other.taken))
