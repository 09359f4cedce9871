"""How long to wait before one tries again: longer each time, and never all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

__all__ = ["delays"]


def delays(first: float, longest: float, random: Random) -> Iterator[float]:
    """Yield seconds that double up to ``longest``, each between half and all of it by chance, without end.

    Servers that lost one peer at one moment would otherwise all ask again at one moment.

    >>> from itertools import islice
    >>> from random import Random
    >>> [round(delay, 2) for delay in islice(delays(0.1, 1.0, Random(1)), 6)]
    [0.06, 0.18, 0.35, 0.5, 0.75, 0.72]
    """
    delay = first
    while True:
        yield delay * random.uniform(0.5, 1.0)
        delay = min(2 * delay, longest)
