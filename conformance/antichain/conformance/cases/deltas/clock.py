"""A history played on a clock, by deltas: stamps whose pasts are exactly known compare as those pasts do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.cases.checks.after_faults import After
from antichain.conformance.cases.checks.base import DONE, Equals
from antichain.conformance.cases.checks.clock import order_check, perhaps_forgotten
from antichain.conformance.cases.checks.entries import EntriesEqual
from antichain.conformance.cases.deltas.compiler import PlayingDeltas
from antichain.conformance.oracle.execution import inclusion
from antichain.conformance.protocol import requests
from antichain.model.clock import Order

if TYPE_CHECKING:
    from antichain.conformance.cases.deltas.bounds import Reader
    from antichain.conformance.cases.variant import Variant
    from antichain.conformance.oracle.execution import Execution
    from antichain.conformance.protocol.claims import Claim

__all__ = ["ClockDeltaCompiler"]

_NEAR = 12
"""Each stamp is compared with this number of earlier ones: with nearly all in the exhaustive histories."""
_WORDS = {
    Order.BEFORE: "all that is known at {0} is known at {1}, and more",
    Order.AFTER: "all that is known at {1} is known at {0}, and more",
    Order.EQUAL: "the same is known at {0} and at {1}",
    Order.CONCURRENT: "something is known at each of {0} and {1} that is not known at the other",
}


class ClockDeltaCompiler(PlayingDeltas):
    """Compiles a history for a clock: a stamp is compared with earlier ones if both pasts are exactly known."""

    def __init__(self, execution: Execution, claim: Claim, variant: Variant) -> None:
        """Prepare to play a history of at least one event in a variant that names the events that send deltas."""
        super().__init__(execution, claim, variant)
        self._stamps: list[tuple[str, int]] = []
        self._latest: dict[str, str] = {}

    def _update(self, e: int) -> None:
        self.builder.request(requests.Tick(self.name(e)), self.plainly(e, DONE))

    def _look(self, replica: str, *, stale: bool = False) -> None:
        reader = self.ledger[replica]
        fault, covered = self.about_fault(replica)
        rules = covered if fault else reader.rules(stale=stale)
        stamp = f"s{len(self.builder)}"
        before = self._latest.get(replica)
        self._latest[replica] = stamp
        check = self.plainly(self.builder.event, self.builder.exported)
        self.builder.request(requests.Stamp(replica, stamp), check)
        if stale and before is not None and not self.ticks:
            self._ask(
                before,
                stamp,
                Order.EQUAL,
                covered if fault else ("DLT-AGAIN",),
                f"what arrived between {before} and {stamp} was there",
            )
        if not reader.exact:
            return
        if rules:
            for earlier, past in self._stamps[-_NEAR:]:
                order = inclusion(past, reader.must)
                self._ask(earlier, stamp, order, rules, _WORDS[order].format(earlier, stamp))
            if self.options.compare == "none":
                self._look_inside(replica, stale=stale)
        self._stamps.append((stamp, reader.must))

    def _ask(self, left: str, right: str, order: Order, rules: tuple[str, ...], reason: str) -> None:
        if self.options.compare != "none":
            expected = order_check(order, self.options, rules, reason).expected
            fault = self.fault_rules.at(self.builder.event)
            if self.options.forgets == "order" and self.fault_rules.forgotten(self.builder.event):
                expected = perhaps_forgotten(order, self.options)
            check = (
                After(expected=expected, covers=rules, rule=fault, reason=reason)
                if fault
                else Equals(expected=expected, covers=rules, reason=reason)
            )
            self.builder.request(requests.Compare(left, right), check)

    def _inside(self, replica: str, reader: Reader, rules: tuple[str, ...]) -> None:
        if self.options.step == "one" and not self.fault_rules.at(self.builder.event):
            expected = {name: count for name in self.replicas if (count := self._count(name, reader.must))}
            self.builder.request(requests.Entries(replica), EntriesEqual(expected=expected, covers=rules))

    def largest_held(self, mask: int) -> int:
        """Return the largest number of events of one replica in a set of them."""
        return max(self._count(name, mask) for name in self.replicas)

    def _count(self, name: str, mask: int) -> int:
        return (self.ledger[name].own & mask).bit_count()
