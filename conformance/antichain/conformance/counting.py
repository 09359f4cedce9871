"""A history played on a counter: every update adds or takes away, every read is the sum of what is known."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from antichain.conformance import protocol
from antichain.conformance.aftermath import Sum, Unsure
from antichain.conformance.blame import AFTERMATH
from antichain.conformance.checks import DONE, Alike, Check, Held, OneOf, Total
from antichain.conformance.mishap import Mishap
from antichain.conformance.playing import Playing
from antichain.conformance.protocol import Fault, Kind

if TYPE_CHECKING:
    from antichain.conformance.oracle import Truth
    from antichain.conformance.playing import Setting
    from antichain.conformance.protocol import Options
    from antichain.conformance.script import Script

__all__ = ["Counting"]


class Counting(Playing):
    """A history on a counter: every update adds or takes away, every read is the sum of what is known."""

    def __init__(self, truth: Truth, kind: Kind, options: Options, setting: Setting) -> None:
        """Prepare to play; of updates that crashes interrupt, remember where they and their readers were answered."""
        super().__init__(truth, kind, options, setting)
        self.interrupted: dict[int, int] = {}
        self.unsure_reads: list[tuple[int, Unsure]] = []

    def write(self) -> Script:
        """Return the script."""
        writer, truth = self.writer, self.truth
        known = dict.fromkeys(self.opened, 0)
        again = dict.fromkeys(self.opened, 0)
        again_at: list[int] = []
        reads: dict[str, tuple[int, int]] = {}
        if self.setting.watched:
            for replica in self.opened:
                reads[replica] = self._read(replica, known, again, reads), 0
        self.back_up(0)
        for e, event in enumerate(truth.events, 1):
            writer.event = e
            stale = False
            subject = event.replica
            if isinstance(event, Mishap):
                self._befall(e, event)
                subject = event.subject
                again[subject] = 0
            elif event.of is None:
                self._update(e)
            else:
                self.receive(e, event.of)
                stale = truth.known[event.of - 1] | known[subject] == known[subject]
                again[subject] |= known[subject] & truth.known[event.of - 1] | again_at[event.of - 1]
            known[subject] = truth.known[e - 1]
            again_at.append(again[subject])
            if e in self.needed:
                self.send(e)
            self.back_up(e)
            if isinstance(event, Mishap) and event.fault is Fault.RETIRE:
                del known[subject], again[subject]
                reads.pop(subject, None)
            elif self.setting.watched:
                place = self._read(subject, known, again, reads, e=e, stale=stale)
                reads[subject] = place, known[subject]
        self._conclude(known, again, reads)
        return writer.script()

    def _befall(self, e: int, mishap: Mishap) -> None:
        place = self.befall(e, mishap)
        if mishap.during:
            self.interrupted[e] = place

    def _conclude(self, known: dict[str, int], again: dict[str, int], reads: dict[str, tuple[int, int]]) -> None:
        """Read, and look inside, what was not read on the way; then look around whether anything else has moved."""
        watched, last = self.setting.watched, self.truth.events[-1].replica
        for replica in () if watched else known:
            reads[replica] = self._read(replica, known, again, reads), known[replica]
        for replica, past in known.items():
            asked = replica == last or not watched
            if self.options.entries and asked and not past & self.truth.unsure and self.inside_is_open(self.last):
                self.writer.ask(protocol.Entries(self.names[replica]), self._held(past))
        if watched and not self.truth.mishaps:
            self._look_around(reads)
        elif watched:
            for replica in known:
                self._read(replica, known, again, reads)

    def _update(self, e: int) -> None:
        by = self.setting.amounts[e - 1]
        verb = protocol.Increment if by > 0 else protocol.Decrement
        self.writer.ask(verb(self.name(e), abs(by)), self.plainly(e, DONE))

    def _sum(self, mask: int) -> int:
        return sum(by for e, by in enumerate(self.setting.amounts) if mask >> e & 1)

    def _signs(self, mask: int) -> tuple[bool, bool]:
        amounts = [by for e, by in enumerate(self.setting.amounts) if mask >> e & 1]
        return any(by > 0 for by in amounts), any(by < 0 for by in amounts)

    def _read(  # noqa: PLR0913 — the state of the walk
        self,
        replica: str,
        known: dict[str, int],
        again: dict[str, int],
        reads: dict[str, tuple[int, int]],
        *,
        e: int | None = None,
        stale: bool = False,
    ) -> int:
        """Read a replica; only a read right after event ``e`` can speak about that event alone."""
        mine = known[replica]
        if rule := self.blame.at(self.writer.event):
            return self._read_after(rule, replica, mine)
        own = self.setting.amounts[e - 1] if e and self.truth.events[e - 1].is_update else 0
        twin = next(
            (place for other, (place, past) in reads.items() if other != replica and past == mine and mine), None
        )
        last = self._sum(reads[replica][1]) if replica in reads else None
        gains, losses = self._signs(mine)
        gained_again, lost_again = self._signs(again[replica])
        g_counter = self.kind is Kind.G_COUNTER
        tests = {
            "CNT-NEW": mine,
            "CNT-UNION": gains,
            "CNT-ONCE": gained_again or lost_again,
            "CNT-OWN": own,
            "CNT-STALE": stale and mine,
            "CNT-MONOTONE": g_counter and last is not None,
            "CNT-SAME": twin is not None,
            "CNT-BELOW": losses,
        }
        check = Total(
            due=self._sum(mine),
            tested=tuple(rule for rule, effective in tests.items() if effective),
            own=own,
            stale=stale,
            last=last,
            twin=twin,
            gains=gains,
            losses=losses,
            gained_again=gained_again,
            lost_again=lost_again,
            g_counter=g_counter,
        )
        return self.writer.ask(protocol.Value(self.names[replica]), check)

    def _read_after(self, rule: str, replica: str, mine: int) -> int:
        """Read a replica after a mishap."""
        now = self.writer.event
        tested = (rule,) if self.blame.speaks(now, reader=replica, past=mine) else ()
        unsure = mine & self.truth.unsure
        if not unsure:
            check = Sum(due=self._sum(mine), tested=tested, rule=rule, reason=AFTERMATH[rule])
            return self.writer.ask(protocol.Value(self.names[replica]), check)
        maybe = {place: self.setting.amounts[e - 1] for e, place in self.interrupted.items() if unsure >> (e - 1) & 1}
        others = tuple(self.unsure_reads)
        sure = self._sum(mine & ~unsure)
        sums = {sure + sum(some) for n in range(len(maybe) + 1) for some in combinations(maybe.values(), n)}
        due = OneOf(" or ".join(map(str, sorted(sums))), sums.__contains__)
        asked = Unsure(due=due, tested=tested, rule=rule, sure=sure, amounts=maybe, others=others)
        place = self.writer.ask(protocol.Value(self.names[replica]), asked)
        self.unsure_reads.append((place, asked))
        return place

    def _look_around(self, reads: dict[str, tuple[int, int]]) -> None:
        """Read again: others are as they were, and neither reading nor exporting has changed anything."""
        writer, last = self.writer, self.truth.events[-1].replica
        for replica, (place, _) in reads.items():
            rule = "MSG-PURE" if replica == last else "MSG-FROZEN"
            if replica == last:
                writer.export(protocol.Send(self.names[last], "again"))
            reason = "nothing has happened there since it was last read, and now it reads another value"
            writer.ask(
                protocol.Value(self.names[replica]),
                Alike(due=writer.due(place), tested=(rule,), to=place, reason=reason),
            )

    def _held(self, mask: int) -> Check:
        held: dict[str, tuple[int, int]] = {}
        for e, event in enumerate(self.truth.events, 1):
            if mask >> (e - 1) & 1:
                by = self.setting.amounts[e - 1]
                added, taken = held.get(self.names[event.replica], (0, 0))
                held[self.names[event.replica]] = (added + max(by, 0), taken + max(-by, 0))
        pairs = self.kind is Kind.PN_COUNTER
        due = {name: pair if pairs else pair[0] for name, pair in held.items()}
        return self.inside(due, self.last, Held(due=due, tested=("ENT-EXACT",)))
