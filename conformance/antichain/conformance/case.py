"""A case: one script together with the history and the setting that it came from, if it came from one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from antichain.conformance import protocol
from antichain.conformance.counting import Counting
from antichain.conformance.deltas import CountingDeltas, OrderingDeltas
from antichain.conformance.ordering import Ordering
from antichain.conformance.protocol import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from antichain.conformance.oracle import Truth
    from antichain.conformance.playing import Setting
    from antichain.conformance.protocol import Options
    from antichain.conformance.script import Script

__all__ = ["Case", "in_full", "play"]

_EVENTS = (
    protocol.Tick,
    protocol.Increment,
    protocol.Decrement,
    protocol.Receive,
    protocol.Construct,
    protocol.Load,
)


@dataclass(frozen=True, slots=True)
class Case:
    """Something to be played and judged; ``title`` says what it is about."""

    title: str
    script: Script
    truth: Truth | None = None
    setting: Setting | None = None
    narrower: Callable[[int], Iterator[Case]] | None = None
    """Yields smaller cases, the smallest first, one of which may fail where this one does."""

    @property
    def kind(self) -> Kind:
        """What the target is judged as."""
        return self.script.kind

    @property
    def size(self) -> int:
        """The length of its history: its updates and receives, or where it has none, its requests."""
        return self.until(len(self.script.requests) - 1)

    def until(self, place: int) -> int:
        """Return the length of its history up to and with the request at ``place``."""
        if self.truth is not None:
            return self.script.events[place]
        events = (*_EVENTS, protocol.Send) if self.kind is Kind.VECTOR_CLOCK else _EVENTS
        return sum(isinstance(request, events) for request in self.script.requests[: place + 1]) or place + 1


def in_full(case: Case, options: Options) -> Case:
    """Return the history of a case that was played by deltas, with states in their place."""
    if case.truth is None or case.setting is None or not case.setting.delta:
        return case
    player = (OrderingDeltas if case.kind.is_clock else CountingDeltas)(case.truth, case.kind, options, case.setting)
    player.write()
    return play(*player.in_full(), case.title)


def play(truth: Truth, kind: Kind, options: Options, setting: Setting, title: str = "history") -> Case:
    """Return the case that plays a history of at least one event in a setting."""
    by_state, by_delta = (Ordering, OrderingDeltas) if kind.is_clock else (Counting, CountingDeltas)
    writer = by_delta if setting.delta else by_state
    return Case(title, writer(truth, kind, options, setting).write(), truth, setting)
