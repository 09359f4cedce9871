"""A sequence whose values are computed once, when they are first read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["Remembered"]

T = TypeVar("T")


class Remembered(Generic[T]):
    """The values of an iterator, each of which is computed when it is first read.

    >>> squares = Remembered(number**2 for number in range(10**9))
    >>> from itertools import islice
    >>> list(islice(squares, 3)), list(islice(squares, 4))
    ([0, 1, 4], [0, 1, 4, 9])
    """

    def __init__(self, values: Iterable[T]) -> None:
        """Keep the iterator; no value is read yet."""
        self._rest = iter(values)
        self._known: list[T] = []

    def __iter__(self) -> Iterator[T]:
        """Yield all values, from the first."""
        place = 0
        while True:
            if place == len(self._known):
                try:
                    self._known.append(next(self._rest))
                except StopIteration:
                    return
            yield self._known[place]
            place += 1
