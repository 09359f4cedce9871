"""Clocks: the number of known events of each replica.

A clock is a function from replicas to natural numbers that is 0 almost everywhere. Zeros are dropped when a clock is
made, so ``==`` is equality of functions: one value has one spelling. Clocks ordered slot by slot form a distributive
lattice; two clocks are concurrent if neither is at most the other.

The same values serve two disciplines. In a *vector clock* every event ticks, a receive too (Fidge, "Timestamps in
message-passing systems that preserve the partial ordering", 1988; Mattern, "Virtual time and global states of
distributed systems", 1989). In a *version vector* only updates tick, and a sync joins (Parker et al., "Detection of
mutual inconsistency in distributed systems", 1983).

Letters: ``x y z`` clocks, ``r s`` replicas, ``n`` an amount.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, final

from antichain.model import slots

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = [
    "Clock",
    "Order",
    "add",
    "compare",
    "deliverable",
    "delta",
    "dots",
    "join",
    "leq",
    "lift",
    "meet",
    "receive",
    "tick",
    "unit",
]


@final
class Clock:
    """A finite map from replicas to numbers of events; every replica it does not mention has 0.

    >>> x = Clock({"A": 2, "B": 0})
    >>> x["A"], x["B"], x["never heard of"]
    (2, 0, 0)
    >>> x == Clock({"A": 2})
    True

    Raises:
        ValueError: a count is negative or not a whole number.

    """

    __slots__ = ("_counts",)

    def __init__(self, counts: Mapping[str, int] | None = None, /) -> None:
        """Hold these counts, without their zeros."""
        for replica, count in (counts or {}).items():
            if not isinstance(count, int) or isinstance(count, bool) or count < 0:
                message = f"replica {replica!r} counts {count!r} events; counts are whole numbers from 0"
                raise ValueError(message)
        self._counts = {replica: count for replica, count in (counts or {}).items() if count}

    def __getitem__(self, replica: str) -> int:
        """Return how many events of ``replica`` are known."""
        return self._counts.get(replica, 0)

    def __iter__(self) -> Iterator[str]:
        """Iterate over the replicas of which at least one event is known."""
        return iter(self._counts)

    def __len__(self) -> int:
        """Return the number of replicas of which at least one event is known."""
        return len(self._counts)

    def __eq__(self, other: object) -> bool:
        """Return whether both hold the same number for every replica."""
        return self._counts == other._counts if isinstance(other, Clock) else NotImplemented

    def __hash__(self) -> int:
        """Return a hash that agrees with ``==``."""
        return hash(frozenset(self._counts.items()))

    def __repr__(self) -> str:
        """Return the expression that makes this clock, replicas in the order of their names."""
        return f"Clock({dict(sorted(self._counts.items()))!r})"


class Order(Enum):
    """The order of two clocks, or of two events: exactly one of four."""

    BEFORE = "before"
    AFTER = "after"
    EQUAL = "equal"
    CONCURRENT = "concurrent"

    @property
    def mirror(self) -> Order:
        """The order with both sides exchanged.

        >>> Order.BEFORE.mirror, Order.CONCURRENT.mirror
        (<Order.AFTER: 'after'>, <Order.CONCURRENT: 'concurrent'>)
        """
        return {Order.BEFORE: Order.AFTER, Order.AFTER: Order.BEFORE}.get(self, self)


def lift(slot: Callable[..., int], *clocks: Clock) -> Clock:
    """Return the clock that ``slot`` makes of these, replica by replica.

    The replicas that some clock mentions are enough, since every slot function maps zeros to zero.

    >>> lift(slots.merge, Clock({"A": 2}), Clock({"A": 1, "B": 1}))
    Clock({'A': 2, 'B': 1})
    """
    return Clock({r: slot(*(clock[r] for clock in clocks)) for r in set().union(*clocks)})


def _everywhere(slot: Callable[..., bool], *clocks: Clock) -> bool:
    """Return whether ``slot`` holds for every replica; for a replica that no clock mentions, it holds of zeros."""
    return all(slot(*(clock[r] for clock in clocks)) for r in set().union(*clocks))


def unit(r: str, n: int = 1) -> Clock:
    """Return the clock that knows ``n`` events of ``r`` and nothing else: the ``own`` of the slot functions.

    >>> unit("A")
    Clock({'A': 1})
    """
    return Clock({r: n})


def leq(x: Clock, y: Clock) -> bool:
    """Return ``x ≤ y``: a replica that knows ``y`` knows all events of ``x``.

    >>> leq(Clock({"A": 1}), Clock({"A": 1, "B": 1}))
    True
    """
    return _everywhere(slots.at_most, x, y)


def compare(x: Clock, y: Clock) -> Order:
    """Return the order of ``x`` relative to ``y``: exactly one of four.

    >>> compare(Clock({"A": 1}), Clock({"B": 1}))
    <Order.CONCURRENT: 'concurrent'>
    >>> compare(Clock(), Clock({"B": 1}))
    <Order.BEFORE: 'before'>
    """
    return {
        (True, True): Order.EQUAL,
        (True, False): Order.BEFORE,
        (False, True): Order.AFTER,
        (False, False): Order.CONCURRENT,
    }[leq(x, y), leq(y, x)]


def join(x: Clock, y: Clock) -> Clock:
    """Return ``x ⊔ y``: the events that at least one of the two knows.

    >>> join(Clock({"A": 2}), Clock({"A": 1, "B": 1}))
    Clock({'A': 2, 'B': 1})
    """
    return lift(slots.merge, x, y)


def meet(x: Clock, y: Clock) -> Clock:
    """Return ``x ⊓ y``: the events that both know.

    >>> meet(Clock({"A": 2}), Clock({"A": 1, "B": 1}))
    Clock({'A': 1})
    """
    return lift(slots.meet, x, y)


def tick(x: Clock, r: str) -> Clock:
    """Return ``x`` after one more event of replica ``r``.

    >>> tick(Clock({"A": 1}), "A")
    Clock({'A': 2})
    """
    return lift(slots.tick, x, unit(r))


def add(x: Clock, r: str, n: int) -> Clock:
    """Return ``x`` after ``n`` more events of replica ``r``.

    >>> add(Clock({"A": 1}), "A", 3)
    Clock({'A': 4})
    """
    return lift(slots.add, x, unit(r, n))


def receive(x: Clock, y: Clock, r: str) -> Clock:
    """Return the vector clock of replica ``r`` at ``x`` after it received a message stamped ``y``.

    >>> receive(Clock({"B": 1}), Clock({"A": 2}), "B")
    Clock({'A': 2, 'B': 2})
    """
    return lift(slots.receive, x, y, unit(r))


def delta(x: Clock, y: Clock) -> Clock:
    """Return the least clock that, joined to ``y``, gives all events that ``x`` knows.

    >>> delta(Clock({"A": 2, "B": 1}), Clock({"A": 2}))
    Clock({'B': 1})
    """
    return lift(slots.delta, x, y)


def deliverable(x: Clock, y: Clock, r: str) -> bool:
    """Return whether a message of ``r`` stamped ``x`` may be delivered after ``y``: no earlier message is missing.

    >>> deliverable(Clock({"A": 1, "B": 1}), Clock({"A": 1}), "B")
    True
    >>> deliverable(Clock({"A": 1, "B": 1}), Clock(), "B")
    False
    """
    return _everywhere(slots.deliverable, x, y, unit(r))


def dots(x: Clock) -> frozenset[tuple[str, int]]:
    """Return the events that ``x`` knows: the ``k``-th event of ``r`` is the dot ``(r, k)``.

    (Preguiça et al., "Dotted version vectors", 2010.)

    >>> sorted(dots(Clock({"A": 2, "B": 1})))
    [('A', 1), ('A', 2), ('B', 1)]
    """
    return frozenset((r, k) for r in x for k in range(1, x[r] + 1))
