"""A history played on a counter: every update adds or subtracts, and every read is the sum of the known updates."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from antichain.conformance.cases.checks.after_faults import Sum, Unsure
from antichain.conformance.cases.checks.base import DONE, Check, OneOf, SameAnswer
from antichain.conformance.cases.checks.counter import CounterRead, CounterValue
from antichain.conformance.cases.checks.entries import EntriesEqual
from antichain.conformance.cases.compiler import Compiler
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Fault, Kind

if TYPE_CHECKING:
    from antichain.conformance.cases.script import Script
    from antichain.conformance.cases.variant import Variant
    from antichain.conformance.oracle.execution import Execution
    from antichain.model.causality import Event

__all__ = ["CounterCompiler"]


@dataclass(frozen=True, slots=True)
class _Replica:
    """One replica during the walk through a history.

    ``known`` are the updates that it knows and ``again`` those that it received more than once, as bit masks. ``place``
    is that of its latest read, None before the first, and ``read`` what it knew then.
    """

    known: int = 0
    again: int = 0
    place: int | None = None
    read: int = 0


class CounterCompiler(Compiler):
    """Compiles a history for a counter: each update adds or subtracts, each read is the sum of known updates."""

    def __init__(self, execution: Execution, claim: Claim, variant: Variant) -> None:
        """Prepare to play; keep the places of interrupted updates and of the reads that may include them."""
        super().__init__(execution, claim, variant)
        self.interrupted: dict[int, int] = {}
        self.unsure_reads: list[tuple[int, Unsure]] = []
        self._replicas = {replica: _Replica() for replica in self.opened}
        self._again_at: list[int] = []
        self._sums: dict[int, int] = {}
        self._gains = sum(1 << e for e, by in enumerate(variant.amounts) if by > 0)
        self._losses = sum(1 << e for e, by in enumerate(variant.amounts) if by < 0)

    def write(self) -> Script:
        """Return the script."""
        if self.variant.watched:
            for replica in self.opened:
                self._read_and_remember(replica)
        self.back_up(0)
        for e, event in enumerate(self.execution.events, 1):
            self.builder.event = e
            subject = event.subject if isinstance(event, FaultStep) else event.replica
            self.prepare(e)
            stale = self._step(e, event, subject)
            if self.refuse(e, evidence=1):
                self._read(subject)
            if e in self.needed:
                self.send(e)
            self.back_up(e)
            if isinstance(event, FaultStep) and event.fault is Fault.RETIRE:
                del self._replicas[subject]
            elif self.variant.watched:
                self._read_and_remember(subject, e=e, stale=stale)
        self._conclude()
        return self.builder.script()

    def _step(self, e: int, event: Event | FaultStep, subject: str) -> bool:
        """Request one step, and return whether it is a receive that brings nothing new."""
        before = self._replicas.get(subject, _Replica())
        again, stale = before.again, False
        if isinstance(event, FaultStep):
            self._apply_fault(e, event)
            again = 0
        elif event.of is None:
            self._update(e)
        else:
            self.receive(e, event.of)
            received = self.execution.known[event.of - 1]
            stale = received | before.known == before.known
            again |= before.known & received | self._again_at[event.of - 1]
        self._replicas[subject] = _Replica(self.execution.known[e - 1], again, before.place, before.read)
        self._again_at.append(again)
        return stale

    def _apply_fault(self, e: int, fault_step: FaultStep) -> None:
        place = self.apply_fault(e, fault_step)
        if fault_step.during:
            self.interrupted[e] = place

    def _conclude(self) -> None:
        """Read the replicas that were not read before; then check that no other replica has changed."""
        watched, last = self.variant.watched, self.execution.events[-1].replica
        for replica in () if watched else self._replicas:
            self._read_and_remember(replica)
        for replica, state in self._replicas.items():
            asked = replica == last or not watched
            sure = not state.known & self.execution.unsure
            if self.options.entries and asked and sure and self.inside_is_open(self.last):
                self.builder.request(requests.Entries(self.names[replica]), self._held(state.known))
        if watched and not self.execution.fault_steps:
            self._look_around()
        elif watched:
            for replica in self._replicas:
                self._read(replica)

    def _update(self, e: int) -> None:
        by = self.variant.amounts[e - 1]
        verb = requests.Increment if by > 0 else requests.Decrement
        self.builder.request(verb(self.name(e), abs(by)), self.plainly(e, DONE))

    def largest_count(self, e: int) -> int:
        """Return the largest sum of the amounts of one replica in the state that event ``e`` left."""
        return self.largest_sum(self.execution.known[e - 1])

    def sum_of(self, mask: int) -> int:
        """Return the sum of the amounts of the events in a mask."""
        if mask not in self._sums:
            self._sums[mask] = sum(by for e, by in enumerate(self.variant.amounts) if mask >> e & 1)
        return self._sums[mask]

    def _signs(self, mask: int) -> tuple[bool, bool]:
        return bool(mask & self._gains), bool(mask & self._losses)

    def _read_and_remember(self, replica: str, *, e: int | None = None, stale: bool = False) -> None:
        """Read a replica, keep the place and its updates; only a read right after event ``e`` covers its rules."""
        place = self._read(replica, e=e, stale=stale)
        state = self._replicas[replica]
        self._replicas[replica] = _Replica(state.known, state.again, place, state.known)

    def _read(self, replica: str, *, e: int | None = None, stale: bool = False) -> int:
        """Read a replica, and return the place of the request."""
        state = self._replicas[replica]
        if rule := self.fault_rules.at(self.builder.event):
            return self._read_after(rule, replica, state.known)
        twins = (
            other.place
            for name, other in self._replicas.items()
            if name != replica and other.place is not None and other.read == state.known and state.known
        )
        gains, losses = self._signs(state.known)
        gained_again, lost_again = self._signs(state.again)
        read = CounterRead(
            total=self.sum_of(state.known),
            knows=state.known != 0,
            own=self.variant.amounts[e - 1] if e and self.execution.events[e - 1].is_update else 0,
            stale=stale,
            last=None if state.place is None else self.sum_of(state.read),
            twin=next(twins, None),
            gains=gains,
            losses=losses,
            gained_again=gained_again,
            lost_again=lost_again,
            g_counter=self.kind is Kind.G_COUNTER,
            amounts=self.variant.amounts,
            past=state.known,
            again=state.again,
        )
        return self.builder.request(requests.Value(self.names[replica]), CounterValue.of(read))

    def _read_after(self, rule: str, replica: str, mine: int) -> int:
        """Read a replica after a fault step."""
        now = self.builder.event
        covers = (rule,) if self.fault_rules.speaks(now, reader=replica, past=mine) else ()
        unsure = mine & self.execution.unsure
        if not unsure:
            too_small, too_large = (self.fault_rules.reason(now, mine & lost) for lost in (self._gains, self._losses))
            total = self.sum_of(mine)
            check = Sum(expected=total, covers=covers, rule=rule, reason=too_small, excess=too_large)
            return self.builder.request(requests.Value(self.names[replica]), check)
        maybe = {place: self.variant.amounts[e - 1] for e, place in self.interrupted.items() if unsure >> (e - 1) & 1}
        others = tuple(self.unsure_reads)
        sure = self.sum_of(mine & ~unsure)
        sums = {sure + sum(some) for n in range(len(maybe) + 1) for some in combinations(maybe.values(), n)}
        expected = OneOf(" or ".join(map(str, sorted(sums))), sums.__contains__)
        asked = Unsure(expected=expected, covers=covers, rule=rule, sure=sure, amounts=maybe, others=others)
        place = self.builder.request(requests.Value(self.names[replica]), asked)
        self.unsure_reads.append((place, asked))
        return place

    def _look_around(self) -> None:
        """Read again: the other replicas are unchanged, and neither a read nor an export has changed a replica."""
        builder, last = self.builder, self.execution.events[-1].replica
        places = {replica: state.place for replica, state in self._replicas.items() if state.place is not None}
        for replica, place in places.items():
            rule = "MSG-PURE" if replica == last else "MSG-FROZEN"
            if replica == last:
                builder.export(requests.Send(self.names[last], "again"))
            reason = "nothing has happened there since it was last read, and now it reads another value"
            builder.request(
                requests.Value(self.names[replica]),
                SameAnswer(expected=builder.expected(place), covers=(rule,), to=place, reason=reason),
            )

    def _held(self, mask: int) -> Check:
        held: dict[str, tuple[int, int]] = {}
        for e, event in enumerate(self.execution.events, 1):
            if mask >> (e - 1) & 1:
                by = self.variant.amounts[e - 1]
                added, taken = held.get(self.names[event.replica], (0, 0))
                held[self.names[event.replica]] = (added + max(by, 0), taken + max(-by, 0))
        pairs = self.kind is Kind.PN_COUNTER
        expected = {name: pair if pairs else pair[0] for name, pair in held.items()}
        return self.inside(expected, self.last, EntriesEqual(expected=expected, covers=("ENT-EXACT",)), mask)
