"""How a history is played whose states travel as deltas.

After the history comes a conclusion: every replica sends what is left, and everybody, also one who had no event of its
own, receives each delta that it lacks. No full state travels there, since that would heal what was lost.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from antichain.conformance import protocol
from antichain.conformance.checks import Check
from antichain.conformance.deltas.ledger import Ledger, Reader
from antichain.conformance.names import letters, plain
from antichain.conformance.oracle import HarnessDefect, Truth
from antichain.conformance.playing import Playing
from antichain.conformance.protocol import Kind
from antichain.conformance.script import Writer
from antichain.model.causality import Event

if TYPE_CHECKING:
    from antichain.conformance.playing import Setting
    from antichain.conformance.protocol import Options
    from antichain.conformance.script import Script

__all__ = ["PlayingDeltas"]

_SHORT = 8
"""After longer histories, a reader is looked at once it has received everything."""
_TAKEN = Check(due=None, tested=("ANS-OK",))


class PlayingDeltas(Playing):
    """What playing deltas on clocks and on counters have in common; subclasses say what is looked at.

    Replicas go by the names that they have on the wire; messages by numbers: that of the event that sent it, and higher
    ones in the conclusion.
    """

    def __init__(self, truth: Truth, kind: Kind, options: Options, setting: Setting) -> None:
        """Prepare to play a history of at least one event in a setting that names who sends deltas."""
        super().__init__(truth, kind, options, setting)
        self.ledger = Ledger(ordered=options.delta == "in-order")
        self.ticks = kind is Kind.VECTOR_CLOCK
        self.keys = self.last
        self._events = list(truth.events)
        self._left_by = {e: e for e in range(1, self.last + 1)}
        self._called = {name: known for known, name in self.names.items()}
        self.replicas = setting.names
        if options.replicas is None or len(setting.names) < options.replicas:
            spare = next(name for name in plain(options, len(setting.names) + 1) if name not in setting.names)
            self.replicas = (*setting.names, spare)
            self._called[spare] = next(name for name in letters(len(self.names) + 1) if name not in self.names)
            self.writer = Writer(kind, options, self.replicas)

    def write(self, *, conclude: bool = True) -> Script:
        """Return the script, with the conclusion or without."""
        for e, event in enumerate(self.truth.events, 1):
            self.writer.event = e
            stale = False
            if event.of is None:
                self.ledger.happen(self.name(e), 1 << (e - 1))
                if not (self.ticks and self._sends(e)):
                    self._update(e)
            else:
                stale = self._take(self.name(e), event.of, e - 1)
            if self._sends(e):
                self._export(self.name(e), e, delta=self.setting.delta[e - 1])
            self._agree(e)
            if self.setting.watched:
                self._look(self.name(e), stale=stale)
        if conclude:
            self._conclude()
        return self.writer.script()

    def _sends(self, e: int) -> bool:
        able = not self.ticks or self.truth.events[e - 1].is_update
        return able and (self.setting.delta[e - 1] or e in self.needed)

    def _agree(self, e: int) -> None:
        """Compare two opinions: what a replica may hold is its causal past."""
        past = self.truth.pasts[e - 1] | 1 << (e - 1) if self.ticks else self.truth.known[e - 1]
        if self.ledger[self.name(e)].may != past:
            said = f"its past is {past:b} and by deltas it may hold {self.ledger[self.name(e)].may:b}"
            message = f"after {list(self.truth.events)[:e]}: {said}"
            raise HarnessDefect(message)

    def _export(self, replica: str, key: int, *, delta: bool) -> None:
        (self.ledger.delta if delta else self.ledger.full)(replica, key)
        message = f"d{key}" if delta else f"m{key}"
        self.writer.export(protocol.Send(replica, message, delta=delta))
        if self.setting.recoded:
            self.writer.ask(protocol.Recode(message, f"recoded-{message}"))

    def _take(self, replica: str, key: int, place: int) -> bool:
        """Take a message in, as the event at a place of the history, and return whether nothing in it can be new."""
        delta = key > self.last or self.setting.delta[key - 1]
        message = f"d{key}" if delta else f"m{key}"
        self.writer.ask(protocol.Receive(replica, f"recoded-{message}" if self.setting.recoded else message), _TAKEN)
        stale = self.ledger.receive(replica, key)
        if self.ticks:
            self.ledger.happen(replica, 1 << place)
        return stale

    def _conclude(self) -> None:
        """Send what is left, bring everybody what it lacks, and then one of them something again."""
        for replica in self.setting.names:
            if self.setting.watched and not self.ticks and not self.ledger[replica].pending:
                continue  # a story is shorter without what carries nothing
            self.keys += 1
            self._left_by[self.keys] = self.truth.holds[self._known_as(replica)]
            if self.ticks:
                self.ledger.happen(replica, 1 << self._another(replica))
                self._left_by[self.keys] = len(self._events)
            self._export(replica, self.keys, delta=True)
            if self.ticks and self.setting.watched:
                self._look(replica)
        closely = self.setting.watched and self.last <= _SHORT
        for reader in reversed(self.replicas):
            for key in self.ledger.missing(reader, self.setting.names, self.options.channel):
                stale = self._take(reader, key, self._another(reader, key))
                if closely:
                    self._look(reader, stale=stale)
            if not closely:
                self._look(reader)
            self._look_inside(reader)
        self._repeat()

    def _another(self, replica: str, key: int | None = None) -> int:
        """Begin one more event, which the history does not have, and return its place."""
        self._events.append(Event(self._known_as(replica), None if key is None else self._left_by[key]))
        self.writer.event = len(self._events)
        return len(self._events) - 1

    def _known_as(self, replica: str) -> str:
        """Return what a replica is called in the history."""
        return self._called[replica]

    def in_full(self) -> tuple[Truth, Kind, Options, Setting]:
        """Return what was written, the conclusion too, as a history whose states travel in full."""
        truth = Truth.of(self._events)
        names = {self._known_as(replica): replica for replica in self.replicas}
        amounts = (*self.setting.amounts, *(0 for _ in self._events[self.last :]))
        setting = replace(self.setting, names=tuple(names[r] for r in truth.replicas), amounts=amounts, delta=())
        return truth, self.kind, self.options, setting

    def _repeat(self) -> None:
        """Bring the first reader a delta that it has, if the channel can."""
        reader, *senders = reversed(self.replicas)
        for sender in senders if self.options.channel != "fifo-once" else ():
            taken = self.ledger[reader].taken.get(sender, set())
            had = [message.key for message in self.ledger[sender].sent if message.number in taken]
            if had:
                key = had[0 if self.options.channel == "any" else -1]
                stale = self._take(reader, key, self._another(reader, key))
                self._look(reader, stale=stale)
                return

    def _update(self, e: int) -> None:
        """Let event ``e``, an update, happen."""
        raise NotImplementedError

    def _look(self, replica: str, *, stale: bool = False) -> None:
        """Look at a replica after its latest event; ``stale`` says that it received what it has."""
        raise NotImplementedError

    def _look_inside(self, replica: str) -> None:
        """Look at a replica's entries, where it is known exactly what they are."""
        reader = self.ledger[replica]
        rules = reader.rules(stale=False)
        if self.options.entries and reader.exact and rules:
            self._inside(replica, reader, rules)

    def _inside(self, replica: str, reader: Reader, rules: tuple[str, ...]) -> None:
        raise NotImplementedError
