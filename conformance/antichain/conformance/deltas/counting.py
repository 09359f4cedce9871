"""A history played on a counter, by deltas: every read is the sum of what must be there and of some of what may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance import protocol
from antichain.conformance.checks import Held
from antichain.conformance.deltas.between import Between, within
from antichain.conformance.deltas.playing import PlayingDeltas
from antichain.conformance.protocol import Kind

if TYPE_CHECKING:
    from antichain.conformance.deltas.ledger import Reader
    from antichain.conformance.oracle import Truth
    from antichain.conformance.playing import Setting
    from antichain.conformance.protocol import Options

__all__ = ["CountingDeltas"]


class CountingDeltas(PlayingDeltas):
    """A history on a counter, read after each event, or only once everybody has received everything."""

    def __init__(self, truth: Truth, kind: Kind, options: Options, setting: Setting) -> None:
        """Prepare to play a history of at least one event in a setting that names who sends deltas."""
        super().__init__(truth, kind, options, setting)
        self._reads: dict[str, int] = {}

    def _update(self, e: int) -> None:
        by = self.setting.amounts[e - 1]
        verb = protocol.Increment if by > 0 else protocol.Decrement
        self.writer.ask(verb(self.name(e), abs(by)))

    def _look(self, replica: str, *, stale: bool = False) -> None:
        reader = self.ledger[replica]
        must, free = self._amounts(reader.must), self._amounts(reader.may & ~reader.must)
        again = self._reads.get(replica) if stale else None
        rules = reader.rules(stale=again is not None)
        due = within(must, free)
        crossed = self._amounts(reader.crossed & reader.must)
        check = Between(due=due, tested=rules, must=must, free=free, crossed=crossed, again=again)
        self._reads[replica] = self.writer.ask(protocol.Value(replica), check)

    def _amounts(self, mask: int) -> tuple[int, ...]:
        return tuple(by for e, by in enumerate(self.setting.amounts) if mask >> e & 1)

    def _inside(self, replica: str, reader: Reader, rules: tuple[str, ...]) -> None:
        held: dict[str, tuple[int, int]] = {}
        for e, event in enumerate(self.truth.events):
            if reader.must >> e & 1:
                by, name = self.setting.amounts[e], self.names[event.replica]
                added, taken = held.get(name, (0, 0))
                held[name] = (added + max(by, 0), taken + max(-by, 0))
        pairs = self.kind is Kind.PN_COUNTER
        due = {name: pair if pairs else pair[0] for name, pair in held.items()}
        self.writer.ask(protocol.Entries(replica), Held(due=due, tested=rules))
