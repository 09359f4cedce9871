"""A history played on a clock: every event leaves a stamp, and stamps compare as their events do."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from antichain.conformance import protocol
from antichain.conformance.aftermath import After
from antichain.conformance.checks import DONE, Check, Grown, Held, OneOf, Ordered, Sorted
from antichain.conformance.mishap import Mishap
from antichain.conformance.playing import Playing
from antichain.conformance.protocol import Fault, Kind
from antichain.model.clock import Order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.oracle import Truth
    from antichain.conformance.playing import Setting
    from antichain.conformance.protocol import Options
    from antichain.conformance.script import Script

__all__ = ["Ordering", "order_check"]

_ENTRIES = OneOf("its entries", lambda answer: isinstance(answer, dict))
_BASE = {Order.CONCURRENT: "ORD-CONCURRENT", Order.EQUAL: "ORD-EQUAL"}


class Ordering(Playing):
    """Watched, each event is compared with all before it; else, at the end, the last with all others.

    Either way no pair is left out over all histories: what comes before the last event is a history of its own.
    """

    def __init__(self, truth: Truth, kind: Kind, options: Options, setting: Setting) -> None:
        """Prepare to play; events leave stamps, mishaps leave none."""
        super().__init__(truth, kind, options, setting)
        self.stamped = [e for e in range(1, self.last + 1) if e in truth.graph]
        subjects = (event.subject if isinstance(event, Mishap) else event.replica for event in truth.events)
        self.site = dict(zip(truth.lives, subjects, strict=True))

    def write(self) -> Script:
        """Return the script."""
        all_pairs = self.setting.watched and self.setting.pairs is None
        if not self.setting.watched:
            self._before_all()
        self.back_up(0)
        for e, event in enumerate(self.truth.events, 1):
            self.writer.event = e
            if isinstance(event, Mishap):
                self._befall(e, event)
            else:
                self._step(e)
                self._compare_all([(other, e) for other in self.stamped if other < e] if all_pairs else [])
            self.back_up(e)
        if self.setting.pairs is not None:
            self._compare_all(self.setting.pairs)
        elif self.truth.mishaps:
            self._compare_all([] if all_pairs else list(combinations(self.stamped, 2)))
        elif self.setting.watched:
            self._compare_again()
        else:
            self._compare_all([(e, self.last) for e in range(1, self.last)])
            self._compare_with_start()
        return self.writer.script()

    def _step(self, e: int) -> None:
        """Let an event happen, and look inside."""
        asked = self.setting.watched or e == self.last
        look_inside = self.options.entries and asked and self.inside_is_open(e)
        before = self._entries_before(e) if look_inside and self.options.step == "increasing" else None
        self._happen(e)
        if look_inside:
            self._look_inside(e, before)

    def _befall(self, e: int, mishap: Mishap) -> None:
        """Let a mishap befall: who comes up then holds what the truth says, as its stamp shows."""
        self.befall(e, mishap)
        held = self.truth.befores[e - 1]
        if not (self.setting.watched and held and self.options.compare != "none") or mishap.fault is Fault.RETIRE:
            return
        self.writer.ask(protocol.Stamp(self.names[mishap.subject], f"up{e}"), self.plainly(e, self.writer.exported))
        self._ask(f"up{e}", f"m{held}", Order.EQUAL, (), f"{mishap.subject} holds what event {held} left behind")

    def _compare_with_start(self) -> None:
        known = self.kind is Kind.VECTOR_CLOCK or self.truth.known[-1]
        order = Order.BEFORE if known else Order.EQUAL
        reason = f"before any event nothing is known, and after event {self.last} {'more' if known else 'nothing'} is"
        self._ask("start1", f"m{self.last}", order, (_BASE.get(order, "ORD-BEFORE"),), reason)

    def _happen(self, e: int) -> None:
        event = self.truth.events[e - 1]
        if event.is_update and self.kind is Kind.VECTOR_CLOCK and e in self.needed:
            self.send(e)
            return
        if event.of is None:
            self.writer.ask(protocol.Tick(self.name(e)), self.plainly(e, DONE))
        else:
            self.receive(e, event.of)
        self._export(e)

    def _export(self, e: int) -> None:
        if self.kind is Kind.VERSION_VECTOR and e in self.needed:
            self.send(e)
        else:
            self.writer.ask(protocol.Stamp(self.name(e), f"m{e}"), self.plainly(e, self.writer.exported))

    def _before_all(self) -> None:
        for number, replica in enumerate(self.opened[:2], 1):
            self.writer.export(protocol.Stamp(self.names[replica], f"start{number}"))
        if len(self.opened) > 1:
            self._ask("start1", "start2", Order.EQUAL, ("ORD-EQUAL",), "before any event all know nothing")

    def _entries_before(self, e: int) -> int | None:
        """Look at the entries before a tick, where ticks may be of any size and only their effect can be judged."""
        ticks = self.truth.events[e - 1].is_update
        return self.writer.ask(protocol.Entries(self.name(e)), Check(due=_ENTRIES)) if ticks else None

    def _look_inside(self, e: int, before: int | None) -> None:
        if self.options.step == "increasing":
            if self.blame.at(e):
                return  # its own entry may go by another name by now
            if before is not None:
                check = Grown(tested=("TICK-STRICT",), own=self.name(e), since=before)
                self.writer.ask(protocol.Entries(self.name(e)), check)
            return
        vector = self.kind is Kind.VECTOR_CLOCK
        clock = (self.truth.stamps if vector else self.truth.versions)[e - 1]
        ticked = vector or self.truth.events[e - 1].is_update
        tested = ("TICK-ONE", "ENT-EXACT") if ticked else ("ENT-EXACT",)
        if ticked and self.options.compare == "none":
            tested = ("TICK-STRICT", *tested)  # nothing else shows it
        due: dict[str, int] = {}
        for life in clock:
            site = self.names[self.site[life]]
            due[site] = due.get(site, 0) + clock[life]
        self.writer.ask(protocol.Entries(self.name(e)), self.inside(due, e, Held(due=due, tested=tested)))

    def _compare_all(self, pairs: Sequence[tuple[int, int]]) -> None:
        for pair in pairs:
            self._compare(*sorted(pair))

    def _compare(self, e: int, f: int) -> None:
        """Compare two events, ``e`` the earlier in the history, in both directions; which comes first depends."""
        order, tested, reason = self._relation(e, f)
        if self.blame.at(self.writer.event):
            self._compare_after(e, f, order, reason)
            return
        asked = [(f"m{e}", f"m{f}", order, -1), (f"m{f}", f"m{e}", order.mirror, 1)]
        if not self.setting.watched:
            asked.reverse()
        for again, (left, right, due, joined) in enumerate(asked):
            self._ask(left, right, due, (*tested, "ORD-MIRROR") if again else tested, reason, joined)

    def _compare_after(self, e: int, f: int, order: Order, reason: str) -> None:
        """Compare two events after a mishap, the effective way if what the mishap is about decides their order."""
        vector = self.kind is Kind.VECTOR_CLOCK
        past = self.truth.pasts[e - 1] | self.truth.pasts[f - 1] | 1 << (e - 1) | 1 << (f - 1)
        past = past if vector else self.truth.known[e - 1] | self.truth.known[f - 1]
        now = self.writer.event
        speaks = self.blame.speaks(now, reader=self.truth.events[f - 1].replica, past=past)
        tested = (self.blame.at(now),) if speaks else ()
        self._ask(f"m{e}", f"m{f}", order, tested, reason)
        self._ask(f"m{f}", f"m{e}", order.mirror, tested, reason)

    def _relation(self, e: int, f: int) -> tuple[Order, tuple[str, ...], str]:
        """Return how ``e`` stands to the later ``f``, the rules that speak of it, and why it is so."""
        event = self.truth.events[f - 1]
        vector = self.kind is Kind.VECTOR_CLOCK
        order = (self.truth.orders if vector else self.truth.syncs)[f - 1][e - 1]
        onward = self.truth.previous(f) == e
        joins = not event.is_update and (onward or event.of == e)
        tests = {
            "TICK-STRICT": onward and event.is_update,
            "RECV-TICK": vector and joins,
            "SYNC-QUIET": not vector and joins and order is Order.EQUAL,
            "ORD-COHERENT": joins,
            "ORD-LEAST": not vector and not event.is_update and order in (Order.AFTER, Order.EQUAL),
            _BASE.get(order, "ORD-BEFORE"): True,
        }
        return order, tuple(rule for rule, speaks in tests.items() if speaks), self._reason(e, f, order)

    def _reason(self, e: int, f: int, order: Order) -> str:
        if self.kind is Kind.VECTOR_CLOCK:
            if order is Order.BEFORE:
                return f"event {e} happened before event {f}"
            return f"neither of events {e} and {f} happened before the other"
        match order:
            case Order.EQUAL:
                return f"after events {e} and {f} the same updates are known"
            case Order.CONCURRENT:
                return f"after each of events {e} and {f} an update is known that is not known after the other"
        less, more = (e, f) if order is Order.BEFORE else (f, e)
        return f"all updates known after event {less} are known after event {more}, and more"

    def _compare_again(self) -> None:
        """Compare once more what was compared before: neither time nor reading may change an answer."""
        last = self.last
        self._ask(f"m{last}", f"m{last}", Order.EQUAL, ("ORD-MIRROR", "ORD-EQUAL"), "it is one stamp")
        self.writer.export(protocol.Stamp(self.name(last), "again"))
        self._ask("again", f"m{last}", Order.EQUAL, ("MSG-PURE", "ORD-EQUAL"), f"both are stamps of event {last}")
        if last > 1:
            order, _, reason = self._relation(1, last)
            self._ask("m1", f"m{last}", order, ("MSG-PURE",), f"{reason}, as was answered before")
        if self.options.sort:
            self._sort()
        if last > 2:  # noqa: PLR2004 — something happened since the first two were compared
            order, _, reason = self._relation(1, 2)
            self._ask("m1", "m2", order, ("MSG-FROZEN",), f"{reason}, as was answered before")

    def _sort(self) -> None:
        """Let the stamps be sorted from either end."""
        clocks = self.truth.stamps if self.kind is Kind.VECTOR_CLOCK else self.truth.versions
        states = {f"m{e}": clock for e, clock in enumerate(clocks, 1)}
        first = self.writer.ask(protocol.Sort(tuple(states)), Sorted(tested=("LIB-SORT",), states=states, to=None))
        backwards = protocol.Sort(tuple(reversed(states)))
        self.writer.ask(backwards, Sorted(tested=("LIB-SORT",), states=states, to=first))

    def _ask(  # noqa: PLR0913, PLR0917 — the parts of a sentence
        self, left: str, right: str, order: Order, tested: tuple[str, ...], reason: str, joined: int = 0
    ) -> None:
        if self.options.compare == "none":
            return
        check = order_check(order, self.options, tested, reason, joined)
        if rule := self.blame.at(self.writer.event):
            forgets = self.options.forgets == "order" and self.blame.forgotten(self.writer.event)
            due = (
                OneOf(f"{order.value} or concurrent", lambda a: a in (order.value, "concurrent"))
                if forgets
                else check.due
            )
            check = After(due=due, tested=tested, rule=rule, reason=reason)
        self.writer.ask(protocol.Compare(left, right), check)


def order_check(order: Order, options: Options, tested: tuple[str, ...], reason: str, joined: int = 0) -> Check:
    """Return the check that two messages compare as they should, in the words that the target has for it."""
    due: object = order.value
    if options.compare == "three-way" and order in (Order.EQUAL, Order.CONCURRENT):
        due = OneOf("unordered", lambda answer: answer in ("unordered", order.value))
    return Ordered(due=due, tested=tested, order=order, joined=joined, reason=reason)
