"""A history played on a clock: every event leaves a stamp, and stamps compare as their events do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance import protocol
from antichain.conformance.checks import Check, Grown, Held, OneOf, Ordered, Sorted
from antichain.conformance.playing import Playing
from antichain.conformance.protocol import Kind
from antichain.model.clock import Order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.protocol import Options
    from antichain.conformance.script import Script

__all__ = ["Ordering", "order_check"]

_ENTRIES = OneOf("its entries", lambda answer: isinstance(answer, dict))
_BASE = {Order.CONCURRENT: "ORD-CONCURRENT", Order.EQUAL: "ORD-EQUAL"}


class Ordering(Playing):
    """Watched, each event is compared with all before it; else, at the end, the last with all others.

    Either way no pair is left out over all histories: what comes before the last event is a history of its own.
    """

    def write(self) -> Script:
        """Return the script."""
        all_pairs = self.setting.watched and self.setting.pairs is None
        if not self.setting.watched:
            self._before_all()
        for e in range(1, self.last + 1):
            self.writer.event = e
            look_inside = self.options.entries and (self.setting.watched or e == self.last)
            before = self._entries_before(e) if look_inside and self.options.step == "increasing" else None
            self._happen(e)
            if look_inside:
                self._look_inside(e, before)
            self._compare_all([(other, e) for other in range(1, e)] if all_pairs else [])
        if self.setting.pairs is not None:
            self._compare_all(self.setting.pairs)
        elif self.setting.watched:
            self._compare_again()
        else:
            self._compare_all([(e, self.last) for e in range(1, self.last)])
            self._compare_with_start()
        return self.writer.script()

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
            self.writer.ask(protocol.Tick(self.name(e)))
        else:
            self.receive(e, event.of)
        self._export(e)

    def _export(self, e: int) -> None:
        if self.kind is Kind.VERSION_VECTOR and e in self.needed:
            self.send(e)
        else:
            self.writer.export(protocol.Stamp(self.name(e), f"m{e}"))

    def _before_all(self) -> None:
        for number, name in enumerate(self.setting.names[:2], 1):
            self.writer.export(protocol.Stamp(name, f"start{number}"))
        if len(self.setting.names) > 1:
            self._ask("start1", "start2", Order.EQUAL, ("ORD-EQUAL",), "before any event all know nothing")

    def _entries_before(self, e: int) -> int | None:
        """Look at the entries before a tick, where ticks may be of any size and only their effect can be judged."""
        ticks = self.truth.events[e - 1].is_update
        return self.writer.ask(protocol.Entries(self.name(e)), Check(due=_ENTRIES)) if ticks else None

    def _look_inside(self, e: int, before: int | None) -> None:
        if self.options.step == "increasing":
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
        self.writer.ask(
            protocol.Entries(self.name(e)), Held(due={self.names[r]: clock[r] for r in clock}, tested=tested)
        )

    def _compare_all(self, pairs: Sequence[tuple[int, int]]) -> None:
        for pair in pairs:
            self._compare(*sorted(pair))

    def _compare(self, e: int, f: int) -> None:
        """Compare two events, ``e`` the earlier in the history, in both directions; which comes first depends."""
        order, tested, reason = self._relation(e, f)
        asked = [(f"m{e}", f"m{f}", order, -1), (f"m{f}", f"m{e}", order.mirror, 1)]
        if not self.setting.watched:
            asked.reverse()
        for again, (left, right, due, joined) in enumerate(asked):
            self._ask(left, right, due, (*tested, "ORD-MIRROR") if again else tested, reason, joined)

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
        if self.options.compare != "none":
            check = order_check(order, self.options, tested, reason, joined)
            self.writer.ask(protocol.Compare(left, right), check)


def order_check(order: Order, options: Options, tested: tuple[str, ...], reason: str, joined: int = 0) -> Check:
    """Return the check that two messages compare as they should, in the words that the target has for it."""
    due: object = order.value
    if options.compare == "three-way" and order in (Order.EQUAL, Order.CONCURRENT):
        due = OneOf("unordered", lambda answer: answer in ("unordered", order.value))
    return Ordered(due=due, tested=tested, order=order, joined=joined, reason=reason)
