"""A history played on a clock, by deltas: stamps whose pasts are exactly known compare as those pasts do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance import protocol
from antichain.conformance.checks import Exactly, Held
from antichain.conformance.deltas.playing import PlayingDeltas
from antichain.conformance.oracle import inclusion
from antichain.conformance.ordering import order_check
from antichain.model.clock import Order

if TYPE_CHECKING:
    from antichain.conformance.deltas.ledger import Reader
    from antichain.conformance.oracle import Truth
    from antichain.conformance.playing import Setting
    from antichain.conformance.protocol import Kind, Options

__all__ = ["OrderingDeltas"]

_NEAR = 12
"""Each stamp is compared with so many before it: in every history that is played exhaustively, with nearly all."""
_WORDS = {
    Order.BEFORE: "all that is known at {0} is known at {1}, and more",
    Order.AFTER: "all that is known at {1} is known at {0}, and more",
    Order.EQUAL: "the same is known at {0} and at {1}",
    Order.CONCURRENT: "something is known at each of {0} and {1} that is not known at the other",
}


class OrderingDeltas(PlayingDeltas):
    """A history on a clock: a stamp is compared with those before it where all that both must know has arrived."""

    def __init__(self, truth: Truth, kind: Kind, options: Options, setting: Setting) -> None:
        """Prepare to play a history of at least one event in a setting that names who sends deltas."""
        super().__init__(truth, kind, options, setting)
        self._stamps: list[tuple[str, int]] = []
        self._latest: dict[str, str] = {}

    def _update(self, e: int) -> None:
        self.writer.ask(protocol.Tick(self.name(e)))

    def _look(self, replica: str, *, stale: bool = False) -> None:
        reader = self.ledger[replica]
        rules = reader.rules(stale=stale)
        stamp = f"s{len(self.writer)}"
        before = self._latest.get(replica)
        self._latest[replica] = stamp
        self.writer.export(protocol.Stamp(replica, stamp))
        if stale and before is not None and not self.ticks:
            self._ask(
                before, stamp, Order.EQUAL, ("DLT-AGAIN",), f"what arrived between {before} and {stamp} was there"
            )
        if not reader.exact:
            return
        if rules:
            for earlier, past in self._stamps[-_NEAR:]:
                order = inclusion(past, reader.must)
                self._ask(earlier, stamp, order, rules, _WORDS[order].format(earlier, stamp))
            if self.options.compare == "none":
                self._look_inside(replica)
        self._stamps.append((stamp, reader.must))

    def _ask(self, left: str, right: str, order: Order, rules: tuple[str, ...], reason: str) -> None:
        if self.options.compare != "none":
            due = order_check(order, self.options, rules, reason).due
            self.writer.ask(protocol.Compare(left, right), Exactly(due=due, tested=rules, reason=reason))

    def _inside(self, replica: str, reader: Reader, rules: tuple[str, ...]) -> None:
        if self.options.step == "one":
            due = {name: count for name in self.replicas if (count := self._count(name, reader.must))}
            self.writer.ask(protocol.Entries(replica), Held(due=due, tested=rules))

    def _count(self, name: str, mask: int) -> int:
        return (self.ledger[name].own & mask).bit_count()
