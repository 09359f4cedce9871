"""Fast counters: their states, updates, merges and values.

A G-Counter keeps the count of *each* replica. Its state is a clock and its value is that clock's total, which a clock
always knows. A PN-Counter is two of them, one for increments and one for decrements (Shapiro, Preguiça, Baquero,
Zawirski, "A comprehensive study of convergent and commutative replicated data types", 2011). Both are immutable values.
A delta-mutator returns a small state that carries only one change; the same merge joins deltas, in any order and with
repetitions (Almeida, Shoker, Baquero, "Delta state replicated data types", 2018).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from antichain.impl.crdt import encoding
from antichain.impl.crdt.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["GCounter", "PNCounter"]


@final
class GCounter:
    """A counter that only grows.

    >>> GCounter().increment("A").merge(GCounter().increment("B")).value
    2

    Raises:
        ValueError: a replica is not text, or a count is negative or not a whole number.

    """

    __slots__ = ("_counts",)

    def __init__(self, entries: Mapping[str, int] | Clock | None = None, /) -> None:
        """Hold the count of each replica, without zeros."""
        self._counts = entries if isinstance(entries, Clock) else Clock(entries)

    @property
    def value(self) -> int:
        """The total over all replicas, known without a summation."""
        return self._counts.total

    def increment(self, replica: str, by: int = 1) -> GCounter:
        """Return the state after ``replica`` added ``by``.

        >>> GCounter({"A": 1}).increment("A", 3).value
        4
        >>> GCounter().increment("A", -1)
        Traceback (most recent call last):
        ValueError: amount -1 of replica 'A' is negative; counts only grow: use PNCounter.decrement instead

        Raises:
            ValueError: ``replica`` is not text, or ``by`` is negative or not a whole number.

        """
        return GCounter(self._counts.advance(replica, by))

    def increment_delta(self, replica: str, by: int = 1) -> GCounter:
        """Return the least state that, merged with this one, gives :meth:`increment`.

        >>> GCounter({"A": 2, "B": 5}).increment_delta("A")
        GCounter({'A': 3})

        Raises:
            ValueError: ``replica`` is not text, or ``by`` is negative or not a whole number.

        """
        return GCounter(self._counts.advance_delta(replica, by))

    def merge(self, other: GCounter) -> GCounter:
        """Return the join of two states; updates that both know are counted once.

        >>> x = GCounter().increment("A")
        >>> x.merge(x).value
        1
        """
        return GCounter(self._counts.merge(other._counts))

    def entries(self) -> dict[str, int]:
        """Return the count of each replica, as a new dictionary.

        >>> GCounter().increment("A", 3).entries()
        {'A': 3}
        """
        return self._counts.entries()

    def encode(self) -> bytes:
        """Return bytes that :meth:`decode` reads.

        >>> GCounter.decode(GCounter({"A": 1}).encode())
        GCounter({'A': 1})
        """
        return encoding.encode("g-counter", self.entries())

    @classmethod
    def decode(cls, data: bytes) -> GCounter:
        """Return the state that :meth:`encode` wrote.

        Raises:
            ValueError: the bytes are damaged, or something else was encoded in them.

        """
        (entries,) = encoding.decode("g-counter", 1, data)
        return cls(entries)

    def __eq__(self, other: object) -> bool:
        """Return whether both hold the same count for every replica."""
        return self._counts == other._counts if isinstance(other, GCounter) else NotImplemented

    def __hash__(self) -> int:
        """Return a hash that agrees with ``==``."""
        return hash(self._counts)

    def __repr__(self) -> str:
        """Return the expression that makes this state, replicas in the order of their names."""
        return f"GCounter({dict(sorted(self.entries().items()))!r})"


@final
class PNCounter:
    """A counter with increments and decrements.

    >>> PNCounter().increment("A").merge(PNCounter().decrement("B", 3)).value
    -2

    Raises:
        ValueError: a replica is not text, or a count is negative or not a whole number.

    """

    __slots__ = ("_added", "_taken")

    def __init__(self, entries: Mapping[str, tuple[int, int]] | None = None, /) -> None:
        """Hold the sums that each replica has added and subtracted, without zeros."""
        pairs = dict(entries or {})
        self._added = Clock({replica: added for replica, (added, _) in pairs.items()})
        self._taken = Clock({replica: taken for replica, (_, taken) in pairs.items()})

    @classmethod
    def _of(cls, added: Clock, taken: Clock) -> PNCounter:
        counter: PNCounter = object.__new__(cls)
        counter._added = added
        counter._taken = taken
        return counter

    @property
    def value(self) -> int:
        """The total over all replicas, known without a summation; it may be negative."""
        return self._added.total - self._taken.total

    def increment(self, replica: str, by: int = 1) -> PNCounter:
        """Return the state after ``replica`` added ``by``.

        >>> PNCounter().increment("A", 3).value
        3

        Raises:
            ValueError: ``replica`` is not text, or ``by`` is negative or not a whole number.

        """
        return self._of(self._added.advance(replica, by), self._taken)

    def decrement(self, replica: str, by: int = 1) -> PNCounter:
        """Return the state after ``replica`` subtracted ``by``.

        >>> PNCounter().decrement("A", 3).value
        -3

        Raises:
            ValueError: ``replica`` is not text, or ``by`` is negative or not a whole number.

        """
        return self._of(self._added, self._taken.advance(replica, by))

    def increment_delta(self, replica: str, by: int = 1) -> PNCounter:
        """Return the least state that, merged with this one, gives :meth:`increment`.

        >>> PNCounter({"A": (2, 1), "B": (5, 0)}).increment_delta("A")
        PNCounter({'A': (3, 0)})

        Raises:
            ValueError: ``replica`` is not text, or ``by`` is negative or not a whole number.

        """
        return self._of(self._added.advance_delta(replica, by), Clock())

    def decrement_delta(self, replica: str, by: int = 1) -> PNCounter:
        """Return the least state that, merged with this one, gives :meth:`decrement`.

        >>> PNCounter({"A": (2, 1), "B": (5, 0)}).decrement_delta("A")
        PNCounter({'A': (0, 2)})

        Raises:
            ValueError: ``replica`` is not text, or ``by`` is negative or not a whole number.

        """
        return self._of(Clock(), self._taken.advance_delta(replica, by))

    def merge(self, other: PNCounter) -> PNCounter:
        """Return the join of two states; updates that both know are counted once.

        >>> x = PNCounter().decrement("A")
        >>> x.merge(x).value
        -1
        """
        return self._of(self._added.merge(other._added), self._taken.merge(other._taken))

    def entries(self) -> dict[str, tuple[int, int]]:
        """Return the sums that each replica has added and subtracted, as a new dictionary.

        >>> PNCounter().increment("A", 3).decrement("A").entries()
        {'A': (3, 1)}
        """
        added, taken = self._added.entries(), self._taken.entries()
        return {replica: (added.get(replica, 0), taken.get(replica, 0)) for replica in added | taken}

    def encode(self) -> bytes:
        """Return bytes that :meth:`decode` reads.

        >>> PNCounter.decode(PNCounter({"A": (3, 1)}).encode())
        PNCounter({'A': (3, 1)})
        """
        return encoding.encode("pn-counter", self._added.entries(), self._taken.entries())

    @classmethod
    def decode(cls, data: bytes) -> PNCounter:
        """Return the state that :meth:`encode` wrote.

        Raises:
            ValueError: the bytes are damaged, or something else was encoded in them.

        """
        added, taken = encoding.decode("pn-counter", 2, data)
        return cls._of(Clock(added), Clock(taken))

    def __eq__(self, other: object) -> bool:
        """Return whether both hold the same counts for every replica."""
        if not isinstance(other, PNCounter):
            return NotImplemented
        return self._added == other._added and self._taken == other._taken

    def __hash__(self) -> int:
        """Return a hash that agrees with ``==``."""
        return hash((self._added, self._taken))

    def __repr__(self) -> str:
        """Return the expression that makes this state, replicas in the order of their names."""
        return f"PNCounter({dict(sorted(self.entries().items()))!r})"
