"""Delays between attempts: they grow, and differ at random between servers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

__all__ = ["delays"]


def delays(first: float, longest: float, random: Random) -> Iterator[float]:
    """Yield seconds without end: they double up to ``longest``, each times a random factor between a half and one.

    Without the factor, servers that lost a peer at the same time would all ask again at the same time.

    >>> from itertools import islice
    >>> from random import Random
    >>> [round(delay, 2) for delay in islice(delays(0.1, 1.0, Random(1)), 6)]
    [0.06, 0.18, 0.35, 0.5, 0.75, 0.72]
    """
    delay = first
    while True:
        yield delay * random.uniform(0.5, 1.0)
        delay = min(2 * delay, longest)
