"""Which events of a history send deltas."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from antichain.conformance.network import Phenomenon, happens
from antichain.conformance.protocol import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from antichain.conformance.oracle import Truth
    from antichain.conformance.protocol import Options

__all__ = ["Regime", "regime", "regimes", "suits"]

_THIRD = 3


class Regime(StrEnum):
    """How much is sent, and how."""

    FRUGAL = "frugal"
    """An event sends a delta if somebody receives it; until then updates accumulate."""
    LAVISH = "lavish"
    """Every event sends a delta, and those that nobody receives come late, in the conclusion."""
    HEALED = "healed"
    """Every event sends a delta, but what is received last is a full state."""
    MIXED = "mixed"
    """Deltas and full states take turns."""


def regime(truth: Truth, kind: Kind, which: Regime) -> tuple[bool, ...]:
    """Return, for each event, whether it sends a delta; who sends none sends its state, if somebody receives it.

    >>> from antichain.conformance.oracle import Truth
    >>> from antichain.model.causality import Event
    >>> truth = Truth.of([Event("A"), Event("A"), Event("B", of=1)])
    >>> regime(truth, Kind.G_COUNTER, Regime.FRUGAL), regime(truth, Kind.G_COUNTER, Regime.HEALED)
    ((True, False, False), (False, True, True))
    """
    received = [event.of for event in truth.events if event.of is not None]
    can = [event.is_update or kind is not Kind.VECTOR_CLOCK for event in truth.events]
    return tuple(able and _sends(e, received, which) for e, able in enumerate(can, 1))


def _sends(e: int, received: Sequence[int], which: Regime) -> bool:
    match which:
        case Regime.FRUGAL:
            return e in received
        case Regime.HEALED:
            return e not in received[-1:]
        case Regime.MIXED:
            return e % _THIRD != 0
    return True


def regimes(truth: Truth, kind: Kind) -> Iterator[tuple[bool, ...]]:
    """Yield the flags of each regime that says something new about a history, MIXED ones apart."""
    seen = set()
    for which in (Regime.FRUGAL, Regime.LAVISH, Regime.HEALED):
        flags = regime(truth, kind, which)
        if flags not in seen:
            seen.add(flags)
            yield flags


def suits(truth: Truth, flags: tuple[bool, ...], options: Options) -> bool:
    """Return whether a target with these claims can be asked for it: exactly once means that no delta is lost."""
    return options.channel != "fifo-once" or Phenomenon.LOSS not in happens(truth, flags)
