"""A history played on a clock: every event leaves a stamp, and stamps compare as their events do."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from antichain.conformance.cases.checks.after_faults import After
from antichain.conformance.cases.checks.base import DONE, ENTRIES, Check
from antichain.conformance.cases.checks.clock import (
    OnlyOwnEntryGrew,
    SortOrder,
    order_check,
    perhaps_forgotten,
    rule_of,
)
from antichain.conformance.cases.checks.entries import EntriesEqual
from antichain.conformance.cases.compiler import Compiler
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Fault, Kind
from antichain.model.clock import Clock, Order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.cases.script import Script
    from antichain.conformance.cases.variant import Variant
    from antichain.conformance.oracle.execution import Execution

__all__ = ["ClockCompiler"]


class ClockCompiler(Compiler):
    """Compares each event of a watched history with all earlier ones; else the last event with all others.

    Over all histories no pair is left out, because the events before the last one form another history.
    """

    def __init__(self, execution: Execution, claim: Claim, variant: Variant) -> None:
        """Prepare to play a history; events leave stamps, fault steps leave none."""
        super().__init__(execution, claim, variant)
        self.stamped = [e for e in range(1, self.last + 1) if execution.is_event(e)]
        subjects = (event.subject if isinstance(event, FaultStep) else event.replica for event in execution.events)
        self.site = dict(zip(execution.incarnations, subjects, strict=True))

    def write(self) -> Script:
        """Return the script."""
        all_pairs = self.variant.watched and self.variant.pairs is None
        if not self.variant.watched:
            self._before_all()
        self.back_up(0)
        before: int | None = None
        for e, event in enumerate(self.execution.events, 1):
            self.builder.event = e
            self.prepare(e)
            if isinstance(event, FaultStep):
                self._apply_fault(e, event)
            else:
                before = self._step(e)
                self._compare_all([(other, e) for other in self.stamped if other < e] if all_pairs else [])
            self.back_up(e)
        if self.variant.pairs is not None:
            self._compare_all(self.variant.pairs)
        elif self.execution.fault_steps:
            self._compare_all([] if all_pairs else list(combinations(self.stamped, 2)))
        elif self.variant.watched:
            self._compare_again()
        else:
            self._compare_all([(e, self.last) for e in range(1, self.last)])
            self._compare_with_start()
        if not self.variant.watched and self._looks_inside(self.last):
            self._look_inside(self.last, before)  # read last, so that wrong entries hide no wrong order
        return self.builder.script()

    def largest_count(self, e: int) -> int:
        """Return the largest entry of the clock that event ``e`` left."""
        clocks = self.execution.stamps if self.kind is Kind.VECTOR_CLOCK else self.execution.versions
        return max((clocks[e - 1][life] for life in clocks[e - 1]), default=0)

    def _step(self, e: int) -> int | None:
        """Emit an event, read the entries if it is watched, and return the place of the entries before it, if any."""
        look_inside = self._looks_inside(e)
        before = self._entries_before(e) if look_inside and self.options.step == "increasing" else None
        self._happen(e)
        if look_inside and self.variant.watched:
            self._look_inside(e, before)
        return before

    def _looks_inside(self, e: int) -> bool:
        """Return whether the entries after event ``e`` are read."""
        asked = self.variant.watched or (e == self.last and self.execution.is_event(e))
        return self.options.entries and asked and self.inside_is_open(e)

    def _apply_fault(self, e: int, fault_step: FaultStep) -> None:
        """Emit the fault step and check that the restarted replica has the expected state."""
        self.apply_fault(e, fault_step)
        held = self.execution.predecessors[e - 1]
        if not (self.variant.watched and held and self.options.compare != "none") or fault_step.fault is Fault.RETIRE:
            return
        self.builder.request(
            requests.Stamp(self.names[fault_step.subject], f"up{e}"), self.plainly(e, self.builder.exported)
        )
        self._ask(f"up{e}", f"m{held}", Order.EQUAL, (), f"{fault_step.subject} holds what event {held} left behind")

    def _compare_with_start(self) -> None:
        known = self.kind is Kind.VECTOR_CLOCK or self.execution.known[-1]
        order = Order.BEFORE if known else Order.EQUAL
        if self.options.birth == "entry":
            heard = self.execution.replicas_heard(self.last)
            less = known or len(heard) > 1
            order = (Order.BEFORE if less else Order.EQUAL) if self.opened[0] in heard else Order.CONCURRENT
        reason = f"before any event nothing is known, and after event {self.last} {'more' if known else 'nothing'} is"
        self._ask("start1", f"m{self.last}", order, (rule_of(order),), reason)

    def _happen(self, e: int) -> None:
        event = self.execution.events[e - 1]
        if event.is_update and self.kind is Kind.VECTOR_CLOCK and e in self.needed:
            self.send(e)
            return
        if event.of is None:
            self.builder.request(requests.Tick(self.name(e)), self.plainly(e, DONE))
        else:
            self.receive(e, event.of)
        self._export(e)

    def _export(self, e: int) -> None:
        if self.kind is Kind.VERSION_VECTOR and e in self.needed:
            self.send(e)
        else:
            self.builder.request(requests.Stamp(self.name(e), f"m{e}"), self.plainly(e, self.builder.exported))

    def _before_all(self) -> None:
        for number, replica in enumerate(self.opened[:2], 1):
            self.builder.export(requests.Stamp(self.names[replica], f"start{number}"))
        if len(self.opened) > 1:
            order = Order.CONCURRENT if self.options.birth == "entry" else Order.EQUAL
            self._ask("start1", "start2", order, (rule_of(order),), "before any event all know nothing")

    def _entries_before(self, e: int) -> int | None:
        """Read the entries before a tick, if ticks may have any size and only their effect can be judged."""
        ticks = self.execution.events[e - 1].is_update
        return self.builder.request(requests.Entries(self.name(e)), Check(expected=ENTRIES)) if ticks else None

    def _look_inside(self, e: int, before: int | None) -> None:
        if self.options.step == "increasing":
            if self.fault_rules.at(e):
                return  # its own entry may have another name now
            if before is not None:
                check = OnlyOwnEntryGrew(covers=("TICK-STRICT",), own=self.name(e), since=before)
                self.builder.request(requests.Entries(self.name(e)), check)
            return
        vector = self.kind is Kind.VECTOR_CLOCK
        clock = (self.execution.stamps if vector else self.execution.versions)[e - 1]
        ticked = vector or self.execution.events[e - 1].is_update
        covers = ("TICK-ONE", "ENT-EXACT") if ticked else ("ENT-EXACT",)
        if ticked and self.options.compare == "none":
            covers = ("TICK-STRICT", *covers)  # no other request shows it
        expected: dict[str, int] = {}
        for life in clock:
            site = self.names[self.site[life]]
            expected[site] = expected.get(site, 0) + clock[life]
        past = self.execution.pasts[e - 1] | 1 << (e - 1) if vector else self.execution.known[e - 1]
        held = self.inside(expected, e, EntriesEqual(expected=expected, covers=covers), past)
        self.builder.request(requests.Entries(self.name(e)), held)

    def _compare_all(self, pairs: Sequence[tuple[int, int]]) -> None:
        for pair in pairs:
            self._compare(*sorted(pair))

    def _compare(self, e: int, f: int) -> None:
        """Compare two events in both directions; ``e`` is the earlier one in the history. The direction varies."""
        order, covers, reason = self._relation(e, f)
        if self.fault_rules.at(self.builder.event):
            self._compare_after(e, f, order, reason)
            return
        asked = [(f"m{e}", f"m{f}", order, -1), (f"m{f}", f"m{e}", order.mirror, 1)]
        if not self.variant.watched:
            asked.reverse()
        for again, (left, right, expected, joined) in enumerate(asked):
            self._ask(left, right, expected, (*covers, "ORD-MIRROR") if again else covers, reason, joined)

    def _compare_after(self, e: int, f: int, order: Order, reason: str) -> None:
        """Compare two events after a fault step; the check covers its rule if the fault step decides their order."""
        vector = self.kind is Kind.VECTOR_CLOCK
        past = self.execution.pasts[e - 1] | self.execution.pasts[f - 1] | 1 << (e - 1) | 1 << (f - 1)
        past = past if vector else self.execution.known[e - 1] | self.execution.known[f - 1]
        now = self.builder.event
        speaks = self.fault_rules.speaks(now, reader=self.execution.events[f - 1].replica, past=past)
        covers = (self.fault_rules.at(now),) if speaks else ()
        self._ask(f"m{e}", f"m{f}", order, covers, reason)
        self._ask(f"m{f}", f"m{e}", order.mirror, covers, reason)

    def _relation(self, e: int, f: int) -> tuple[Order, tuple[str, ...], str]:
        """Return the order of ``e`` and the later ``f``, the rules about it, and the reason."""
        event = self.execution.events[f - 1]
        vector = self.kind is Kind.VECTOR_CLOCK
        order = self.execution.clock_order(self.kind, e, f, born=self.options.birth == "entry")
        onward = self.execution.previous(f) == e
        joins = not event.is_update and (onward or event.of == e)
        tests = {
            "TICK-STRICT": onward and event.is_update,
            "RECV-TICK": vector and joins,
            "ORD-COHERENT": joins,
            "SYNC-QUIET": not vector and joins and order is Order.EQUAL,
            "ORD-LEAST": not vector and not event.is_update and order in (Order.AFTER, Order.EQUAL),
            rule_of(order): True,
        }
        return order, tuple(rule for rule, speaks in tests.items() if speaks), self._reason(e, f, order)

    def _reason(self, e: int, f: int, order: Order) -> str:
        if self.kind is Kind.VECTOR_CLOCK:
            if order is Order.BEFORE:
                return f"event {e} happened before event {f}"
            return f"neither of events {e} and {f} happened before the other"
        born = self.options.birth == "entry"
        several = "updates and entries from birth" if born else "updates"
        match order:
            case Order.EQUAL:
                return f"after events {e} and {f} the same {several} are known"
            case Order.CONCURRENT:
                one = "an update or an entry from birth" if born else "an update"
                return f"after each of events {e} and {f} {one} is known that is not known after the other"
        less, more = (e, f) if order is Order.BEFORE else (f, e)
        return f"all {several} known after event {less} are known after event {more}, and more"

    def _compare_again(self) -> None:
        """Repeat earlier comparisons: neither later steps nor reads may change an answer."""
        last = self.last
        self._ask(f"m{last}", f"m{last}", Order.EQUAL, ("ORD-MIRROR", "ORD-EQUAL"), "it is one stamp")
        self.builder.export(requests.Stamp(self.name(last), "again"))
        self._ask("again", f"m{last}", Order.EQUAL, ("MSG-PURE", "ORD-EQUAL"), f"both are stamps of event {last}")
        if last > 1:
            order, _, reason = self._relation(1, last)
            self._ask("m1", f"m{last}", order, ("MSG-PURE",), f"{reason}, as was answered before")
        if self.options.sort:
            self._sort()
        if last > 2:  # noqa: PLR2004 — with two events, nothing happened since they were compared
            order, _, reason = self._relation(1, 2)
            self._ask("m1", "m2", order, ("MSG-FROZEN",), f"{reason}, as was answered before")

    def _sort(self) -> None:
        """Ask for the stamps sorted in both directions."""
        clocks = self.execution.stamps if self.kind is Kind.VECTOR_CLOCK else self.execution.versions
        states = {
            f"m{e}": Clock({self.names[life]: clock[life] for life in clock}) for e, clock in enumerate(clocks, 1)
        }
        first = self.builder.request(
            requests.Sort(tuple(states)), SortOrder(covers=("LIB-SORT",), states=states, to=None)
        )
        backwards = requests.Sort(tuple(reversed(states)))
        self.builder.request(backwards, SortOrder(covers=("LIB-SORT",), states=states, to=first))

    def _ask(  # noqa: PLR0913, PLR0917 — two messages, their order, and what a wrong answer violates and why
        self, left: str, right: str, order: Order, covers: tuple[str, ...], reason: str, joined: int = 0
    ) -> None:
        if self.options.compare == "none":
            return
        check = order_check(order, self.options, covers, reason, joined)
        if rule := self.fault_rules.at(self.builder.event):
            forgets = self.options.forgets == "order" and self.fault_rules.forgotten(self.builder.event)
            expected = perhaps_forgotten(order, self.options) if forgets else check.expected
            check = After(expected=expected, covers=covers, rule=rule, reason=reason)
        self.builder.request(requests.Compare(left, right), check)
