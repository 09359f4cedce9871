"""How a history is played on a target: which requests, and what each must answer.

The same history can be played in several settings: under other names, with other amounts, every message sent through
bytes, read after each event or only at the end. What fails in one setting and not in the plainer one is a failure of
that very thing, so a setting knows its plainer ones.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from antichain.conformance import protocol
from antichain.conformance.aftermath import OUTCOME, After, Befallen, HeldBySite
from antichain.conformance.blame import AFTERMATH, Blame
from antichain.conformance.checks import Check
from antichain.conformance.mishap import Mishap
from antichain.conformance.names import plain
from antichain.conformance.protocol import Fault, Kind
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
    if kind.is_clock and truth.unsure:
        return False  # whose order would depend on what nobody can know
    return options.channel == "any" or _in_order(truth, once=options.channel == "fifo-once")


def _in_order(truth: Truth, *, once: bool) -> bool:
    """Return whether each receiver hears each sender's states in the order in which they were sent."""
    heard: dict[tuple[str, str], int] = {}
    for event in truth.events:
        if event.of is not None:
            link = (truth.events[event.of - 1].replica, event.replica)
            if event.of < heard.get(link, 0) or (once and event.of == heard.get(link)):
                return False
            heard[link] = event.of
    return True


_VERBS = {
    Fault.CRASH: protocol.Crash,
    Fault.WIPE: protocol.Wipe,
    Fault.RETIRE: protocol.Retire,
    Fault.JOIN: protocol.Join,
}
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
        self.opened = [replica for replica in truth.replicas if replica not in truth.entrants]
        self.writer = Writer(kind, options, [self.names[replica] for replica in self.opened])
        self.needed = {event.of for event in truth.events if event.of is not None}
        self.last = len(truth.events)
        self.blame = Blame(truth, kind)

    def name(self, e: int) -> str:
        """Return the name, in this setting, of the replica of event ``e``."""
        return self.names[self.truth.events[e - 1].replica]

    def receive(self, e: int, of: int) -> None:
        """Take the state of an earlier event in."""
        own = self.truth.events[of - 1].replica == self.truth.events[e - 1].replica
        self.writer.ask(protocol.Receive(self.name(e), self._travelling(of)), self.plainly(e, _SELF if own else _TAKEN))

    def send(self, e: int) -> None:
        """Export the state that event ``e`` left, through bytes if the setting says so and somebody receives it."""
        self.writer.ask(protocol.Send(self.name(e), f"m{e}"), self.plainly(e, self.writer.exported))
        if self.setting.recoded and e in self.needed:
            self.writer.ask(protocol.Recode(f"m{e}", self._travelling(e)))

    def _travelling(self, e: int) -> str:
        return f"recoded{e}" if self.setting.recoded else f"m{e}"

    def plainly(self, e: int, check: Check) -> Check:
        """Return the check of a step that is just to be done: after a mishap, whatever goes wrong is about that."""
        rule = self.blame.at(e)
        if not rule:
            return check
        if self.blame.begins(e):
            return Befallen(due=check.due, rule=rule, mishap=False)
        return After(due=check.due, rule=rule)

    def inside_is_open(self, e: int) -> bool:
        """Return whether entries can be judged at step ``e``: who forgets a retired replica may hold anything."""
        return not self.blame.forgotten(e)

    def inside(self, due: dict[str, Any], e: int, plainly: Check) -> Check:
        """Return the check of entries at step ``e``: after a mishap, by site."""
        rule = self.blame.at(e)
        if not rule:
            return plainly
        renewed = frozenset(self.names[replica] for replica in self.blame.renewed(e))
        return HeldBySite(
            due=due, rule=rule, reason=AFTERMATH[rule], names=frozenset(self.names.values()), renewed=renewed
        )

    def befall(self, e: int, mishap: Mishap) -> int:
        """Let a mishap befall, and return the place of its request."""
        replica, subject = self.names[mishap.replica], self.names[mishap.subject]
        rule = self.blame.rule(e) or "ANS-OK"
        refusable = mishap.renews and mishap.fault is not Fault.WIPE
        check = Befallen(rule=rule) if refusable else After(due=None, rule=rule)
        match mishap.fault:
            case Fault.CRASH if mishap.during:
                by = self.setting.amounts[e - 1]
                during = protocol.During("increment" if by > 0 else "decrement", abs(by))
                return self.writer.ask(protocol.Crash(replica, during), After(due=OUTCOME, rule=rule))
            case Fault.RESTORE:
                backup = self._backup(mishap.back, mishap.replica)
                return self.writer.ask(protocol.Restore(replica, backup), check)
            case Fault.CLONE:
                return self.writer.ask(protocol.Clone(replica, subject), check)
        return self.writer.ask(_VERBS[mishap.fault](replica), check)

    def back_up(self, e: int) -> None:
        """Take the backups that are needed later of what is there right after step ``e``, or at the start."""
        steps = [m for m in self.truth.events if isinstance(m, Mishap) and m.fault is Fault.RESTORE and m.back == e]
        for replica in dict.fromkeys(step.replica for step in steps):
            self.writer.ask(protocol.Snapshot(self.names[replica], self._backup(e, replica)))

    def _backup(self, e: int, replica: str) -> str:
        return f"s{e}" if e else f"s0 {self.names[replica]}"
