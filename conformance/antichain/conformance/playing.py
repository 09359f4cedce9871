"""How a history is played on a target: which requests, and what each must answer.

The same history can be played in several settings: under other names, with other amounts, every message sent through
bytes, read after each event or only at the end. What fails in one setting and not in the plainer one is a failure of
that very thing, so a setting knows its plainer ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from antichain.conformance import protocol
from antichain.conformance.checks import Check
from antichain.conformance.names import plain
from antichain.conformance.protocol import Kind
from antichain.conformance.script import Writer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.oracle import Truth
    from antichain.conformance.protocol import Options

__all__ = ["Playing", "Setting", "playable"]


@dataclass(frozen=True, slots=True)
class Setting:
    """The names of the replicas in the order of their first events, the amount of each event, and how it is played."""

    names: tuple[str, ...]
    amounts: tuple[int, ...]
    recoded: bool = False
    watched: bool = True
    pairs: tuple[tuple[int, int], ...] | None = None
    """The pairs of events to compare, where all would be too many."""
    delta: tuple[bool, ...] = ()
    """Whether each event sends a delta in place of its state; if empty, only states travel."""

    @staticmethod
    def plain(truth: Truth, options: Options) -> Setting:
        """Return the plainest setting: plain names, amounts of 1, watched."""
        return Setting(plain(options, len(truth.replicas)), (1,) * len(truth.events))

    def plainer(self, kind: Kind, options: Options) -> Iterator[tuple[str, Setting]]:
        """Yield each feature that this setting adds to the plain one: its rule, and the setting without it."""
        names = plain(options, len(self.names))
        special = not set(self.names) <= set(names)
        large = not kind.is_clock and max(map(abs, self.amounts), default=1) > _SMALL
        if self.recoded:
            rule = "WIRE-ORDER" if special else "WIRE-BIG" if large else "WIRE-ROUND"
            yield rule, replace(self, recoded=False)
        if special:
            yield "ID-DISTINCT", replace(self, names=names)
        if large:
            yield "CNT-BIG", replace(self, amounts=tuple((by > 0) - (by < 0) for by in self.amounts))


_SMALL = 2**31 - 2


def playable(truth: Truth, kind: Kind, options: Options) -> bool:
    """Return whether a target of this kind, with these claims, can be asked to play a history."""
    if options.replicas is not None and len(truth.replicas) > options.replicas:
        return False
    if not kind.is_clock and options.limit is not None and truth.known_at_most > options.limit:
        return False  # what happens at the bound is asked by probes of its own
    if kind is Kind.VECTOR_CLOCK and any(
        event.of is not None and not truth.events[event.of - 1].is_update for event in truth.events
    ):
        return False
    if options.channel == "any":
        return True
    heard: dict[tuple[str, str], int] = {}
    for event in truth.events:
        if event.of is not None:
            link = (truth.events[event.of - 1].replica, event.replica)
            if event.of < heard.get(link, 0) or (options.channel == "fifo-once" and event.of == heard.get(link)):
                return False
            heard[link] = event.of
    return True


_TAKEN = Check(due=None, tested=("ANS-OK",))
_SELF = Check(due=None, tested=("MSG-SELF", "ANS-OK"))


class Playing:
    """What playing on clocks and on counters have in common: events have names, and states travel."""

    def __init__(self, truth: Truth, kind: Kind, options: Options, setting: Setting) -> None:
        """Prepare to play a history of at least one event in a setting."""
        self.truth = truth
        self.kind = kind
        self.options = options
        self.setting = setting
        self.names = dict(zip(truth.replicas, setting.names, strict=True))
        self.writer = Writer(kind, options, setting.names)
        self.needed = {event.of for event in truth.events if event.of is not None}
        self.last = len(truth.events)

    def name(self, e: int) -> str:
        """Return the name, in this setting, of the replica of event ``e``."""
        return self.names[self.truth.events[e - 1].replica]

    def receive(self, e: int, of: int) -> None:
        """Take the state of an earlier event in."""
        own = self.truth.events[of - 1].replica == self.truth.events[e - 1].replica
        self.writer.ask(protocol.Receive(self.name(e), self._travelling(of)), _SELF if own else _TAKEN)

    def send(self, e: int) -> None:
        """Export the state that event ``e`` left, through bytes if the setting says so and somebody receives it."""
        self.writer.export(protocol.Send(self.name(e), f"m{e}"))
        if self.setting.recoded and e in self.needed:
            self.writer.ask(protocol.Recode(f"m{e}", self._travelling(e)))

    def _travelling(self, e: int) -> str:
        return f"recoded{e}" if self.setting.recoded else f"m{e}"
