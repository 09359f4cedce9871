"""A history played on a counter by deltas: a read is the sum of the required updates and any possible ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.cases.checks.base import DONE
from antichain.conformance.cases.checks.entries import EntriesEqual
from antichain.conformance.cases.deltas.checks import ValueWithin, within
from antichain.conformance.cases.deltas.compiler import PlayingDeltas
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Kind

if TYPE_CHECKING:
    from antichain.conformance.cases.deltas.bounds import Reader
    from antichain.conformance.cases.variant import Variant
    from antichain.conformance.oracle.execution import Execution

__all__ = ["CounterDeltaCompiler"]


class CounterDeltaCompiler(PlayingDeltas):
    """Compiles a history for a counter that is read after each event, or only after the conclusion."""

    def __init__(self, execution: Execution, claim: Claim, variant: Variant) -> None:
        """Prepare to play a history of at least one event in a variant that names the events that send deltas."""
        super().__init__(execution, claim, variant)
        self._reads: dict[str, int] = {}

    def _update(self, e: int) -> None:
        by = self.variant.amounts[e - 1]
        verb = requests.Increment if by > 0 else requests.Decrement
        self.builder.request(verb(self.name(e), abs(by)), self.plainly(e, DONE))

    def _look(self, replica: str, *, stale: bool = False) -> None:
        reader = self.ledger[replica]
        must, free = self._amounts(reader.must), self._amounts(reader.may & ~reader.must)
        again = self._reads.get(replica) if stale else None
        rules = reader.rules(stale=again is not None)
        expected = within(must, free)
        crossed = self._amounts(reader.crossed & reader.must)
        repeated = self._amounts(reader.repeated)
        fault, covered = self.about_fault(replica)
        check = ValueWithin(
            expected=expected,
            covers=covered if fault else rules,
            must=must,
            free=free,
            crossed=crossed,
            repeated=repeated,
            again=again,
            fault=fault,
            reasons=self._reasons(reader.must) if fault else ("", ""),
        )
        self._reads[replica] = self.builder.request(requests.Value(replica), check)
        reader.repeated = 0  # this read shows whether a delta that arrived again was counted again

    def _reasons(self, must: int) -> tuple[str, str]:
        """Return the reasons for a total that is too small and for one that is too large, after a fault step."""
        gains = sum(1 << e for e, by in enumerate(self.variant.amounts) if by > 0)
        now = self.builder.event
        return self.fault_rules.reason(now, must & gains), self.fault_rules.reason(now, must & ~gains)

    def largest_held(self, mask: int) -> int:
        """Return the largest sum of the amounts of one replica in a set of updates."""
        return self.largest_sum(mask)

    def _amounts(self, mask: int) -> tuple[int, ...]:
        return tuple(by for e, by in enumerate(self.variant.amounts) if mask >> e & 1)

    def _inside(self, replica: str, reader: Reader, rules: tuple[str, ...]) -> None:
        if self.fault_rules.at(self.builder.event):
            return  # its entries may have other names
        held: dict[str, tuple[int, int]] = {}
        for e, event in enumerate(self.execution.events):
            if reader.must >> e & 1:
                by, name = self.variant.amounts[e], self.names[event.replica]
                added, taken = held.get(name, (0, 0))
                held[name] = (added + max(by, 0), taken + max(-by, 0))
        pairs = self.kind is Kind.PN_COUNTER
        expected = {name: pair if pairs else pair[0] for name, pair in held.items()}
        self.builder.request(requests.Entries(replica), EntriesEqual(expected=expected, covers=rules))
