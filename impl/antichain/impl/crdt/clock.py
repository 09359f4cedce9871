# ruff: noqa: SLF001 - a Clock reads and fills other Clocks, and no other module does
"""Fast clocks: the number of known events of each replica.

One immutable value serves two disciplines. In a *vector clock* every event ticks, a receive too: :meth:`Clock.tick`,
:meth:`Clock.receive` (Fidge, "Timestamps in message-passing systems that preserve the partial ordering", 1988; Mattern,
"Virtual time and global states of distributed systems", 1989). In a *version vector* only updates tick, and a sync
joins: :meth:`Clock.tick`, :meth:`Clock.merge` (Parker et al., "Detection of mutual inconsistency in distributed
systems", 1983).

Two facts make it fast. A replica mostly ticks its own entry. So a clock is a dictionary, shared with earlier clocks,
and separately what one replica has *more*: another tick there copies nothing. And a clock knows its *total*: of two
clocks only the one with the smaller total can be before the other, so one pass over the entries compares them.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, final

from antichain.impl.crdt import encoding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Clock", "Order"]

Order = Literal["before", "after", "equal", "concurrent"]


@final
class Clock:
    """The events that a replica or a message knows; a replica that is not mentioned has 0.

    >>> Clock({"A": 2, "B": 0})
    Clock({'A': 2})

    Raises:
        ValueError: a replica is not text, or a count is negative or not a whole number.

    """

    # The count of r is _counts[r], plus _more where r is _last. _counts holds no zero, sums up to _sum, holds _last if
    # there is one, and is shared between clocks, so it is never written to.
    __slots__ = ("_counts", "_last", "_more", "_sum")

    _counts: dict[str, int]
    _sum: int
    _last: str | None
    _more: int

    def __init__(self, entries: Mapping[str, int] | None = None, /) -> None:
        """Hold these entries without their zeros."""
        counts = entries or {}
        for replica, count in counts.items():
            _require_text(replica)
            _require_whole("count", replica, count)
        self._counts = {replica: count for replica, count in counts.items() if count}
        self._sum = sum(counts.values())
        self._last, self._more = None, 0

    @property
    def total(self) -> int:
        """The number of events that are known."""
        return self._sum + self._more

    def tick(self, replica: str) -> Clock:
        """Return the clock after one more event of ``replica``.

        >>> Clock({"A": 1}).tick("A").tick("B")
        Clock({'A': 2, 'B': 1})

        Raises:
            ValueError: ``replica`` is not text.

        """
        if replica != self._last:
            return self.advance(replica, 1)
        clock: Clock = _blank()
        clock._counts = self._counts
        clock._sum = self._sum
        clock._last = replica
        clock._more = self._more + 1
        return clock

    def advance(self, replica: str, by: int) -> Clock:
        """Return the clock after ``by`` more events of ``replica``.

        >>> Clock({"A": 1}).advance("A", 3)
        Clock({'A': 4})

        Raises:
            ValueError: ``replica`` is not text, or ``by`` is negative or not a whole number.

        """
        _require_text(replica)
        _require_whole("amount", replica, by)
        if not by:
            return self
        clock: Clock = _blank()
        clock._last = replica
        if replica == self._last or (not self._more and replica in self._counts):
            clock._counts, clock._sum, clock._more = self._counts, self._sum, self._more + by
        else:
            clock._counts, clock._sum, clock._more = self.entries(), self.total + by, 0
            clock._counts[replica] = clock._counts.get(replica, 0) + by
        return clock

    def tick_delta(self, replica: str) -> Clock:
        """Return the least clock that, merged with this one, gives :meth:`tick`.

        >>> Clock({"A": 1, "B": 5}).tick_delta("A")
        Clock({'A': 2})

        Raises:
            ValueError: ``replica`` is not text.

        """
        return self.advance_delta(replica, 1)

    def advance_delta(self, replica: str, by: int) -> Clock:
        """Return the least clock that, merged with this one, gives :meth:`advance`.

        >>> Clock({"A": 1, "B": 5}).advance_delta("A", 3)
        Clock({'A': 4})

        Raises:
            ValueError: ``replica`` is not text, or ``by`` is negative or not a whole number.

        """
        _require_text(replica)
        _require_whole("amount", replica, by)
        return Clock({replica: self[replica] + by}) if by else Clock()

    def merge(self, other: Clock) -> Clock:
        """Return the join of two clocks: the larger count of each replica.

        >>> Clock({"A": 2}).merge(Clock({"A": 1, "B": 1}))
        Clock({'A': 2, 'B': 1})
        """
        big: Clock = self
        small: Clock = other
        if len(self._counts) < len(other._counts):
            big, small = other, self
        counts = big.entries()
        get, news = counts.get, 0
        for replica, count in small._counts.items():
            if count > (known := get(replica, 0)):
                counts[replica] = count
                news += count - known
        if small._last is not None and (count := small[small._last]) > (known := counts[small._last]):
            counts[small._last] = count
            news += count - known
        if not news:
            return big
        clock: Clock = _blank()
        clock._counts = counts
        clock._sum = big._sum + big._more + news
        clock._last = self._last
        clock._more = 0
        return clock

    def receive(self, other: Clock, replica: str) -> Clock:
        """Return the vector clock of ``replica``, at this one, after it received a message stamped ``other``.

        >>> Clock({"B": 1}).receive(Clock({"A": 2}), "B")
        Clock({'A': 2, 'B': 2})

        Raises:
            ValueError: ``replica`` is not text.

        """
        return self.merge(other).tick(replica)

    def compare(self, other: Clock) -> Order:
        """Return the order of this clock relative to ``other``: exactly one of four.

        >>> Clock({"A": 1}).compare(Clock({"A": 1, "B": 1})), Clock({"A": 1}).compare(Clock({"B": 1}))
        ('before', 'concurrent')
        """
        lead = self._sum + self._more - other._sum - other._more
        low, high = self, other
        if lead > 0:
            low, high = other, self
        counts, own = high._counts, low._last
        last, more = high._last, high._more
        if len(low._counts) > len(counts):
            return "concurrent"
        try:
            # The entry of the last tick comes first: there a difference is most likely.
            if own is not None and low._counts[own] + low._more > counts[own] + (more if own == last else 0):
                return "concurrent"
            if low._counts is not counts:
                if not lead:
                    mine, theirs = low.entries() if low._more else low._counts, high.entries() if high._more else counts
                    return "equal" if mine == theirs else "concurrent"
                for replica, count in low._counts.items():
                    if count > counts[replica] and (replica != last or count > counts[replica] + more):
                        return "concurrent"
        except KeyError:  # at most once in a call, which is cheaper than a default at every entry
            return "concurrent"
        return "before" if lead < 0 else "after" if lead else "equal"

    def entries(self) -> dict[str, int]:
        """Return the replicas with at least one event, and their counts, as a new dictionary.

        >>> Clock({"A": 1, "B": 0}).tick("A").entries()
        {'A': 2}
        """
        counts = self._counts.copy()
        if self._last is not None:
            counts[self._last] += self._more
        return counts

    def encode(self) -> bytes:
        """Return bytes that :meth:`decode` reads.

        >>> Clock.decode(Clock({"A": 1}).encode())
        Clock({'A': 1})
        """
        return encoding.encode("clock", self.entries())

    @classmethod
    def decode(cls, data: bytes) -> Clock:
        """Return the clock that :meth:`encode` wrote.

        >>> Clock.decode(b"not a clock")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        ValueError: 11 bytes starting b'not a clock' are not a clock ...

        Raises:
            ValueError: the bytes are damaged, or something else was encoded in them.

        """
        (entries,) = encoding.decode("clock", 1, data)
        return cls(entries)

    def __getitem__(self, replica: str) -> int:
        """Return how many events of ``replica`` are known."""
        return self._counts.get(replica, 0) + (self._more if replica == self._last else 0)

    def __eq__(self, other: object) -> bool:
        """Return whether both hold the same count for every replica."""
        if not isinstance(other, Clock):
            return NotImplemented
        return self.total == other.total and self.compare(other) == "equal"

    def __hash__(self) -> int:
        """Return a hash that agrees with ``==``."""
        return hash(frozenset(self.entries().items()))

    def __repr__(self) -> str:
        """Return the expression that makes this clock, replicas in the order of their names."""
        return f"Clock({dict(sorted(self.entries().items()))!r})"


# A clock without the checks of __init__; through partial, because calling object.__new__(Clock) slows a tick down.
_blank: Callable[[], Clock] = partial(object.__new__, Clock)


def _require_text(replica: str) -> None:
    if not isinstance(replica, str):
        message = f"replica {replica!r} is of type {type(replica).__name__}; name replicas by text: give a str"
        raise ValueError(message)  # noqa: TRY004  # callers catch one type of error


def _require_whole(noun: str, replica: str, n: int) -> None:
    if not isinstance(n, int) or isinstance(n, bool):
        message = f"{noun} {n!r} of replica {replica!r} is of type {type(n).__name__}; give a whole number: an int"
        raise ValueError(message)  # noqa: TRY004  # callers catch one type of error
    if n < 0:
        message = f"{noun} {n!r} of replica {replica!r} is negative; counts only grow: use PNCounter.decrement instead"
        raise ValueError(message)
