"""A history played on a counter: every update adds or takes away, every read is the sum of what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance import protocol
from antichain.conformance.checks import Alike, Check, Held, Total
from antichain.conformance.playing import Playing
from antichain.conformance.protocol import Kind

if TYPE_CHECKING:
    from antichain.conformance.script import Script

__all__ = ["Counting"]


class Counting(Playing):
    """A history on a counter: every update adds or takes away, every read is the sum of what is known."""

    def write(self) -> Script:
        """Return the script."""
        writer, truth = self.writer, self.truth
        known = dict.fromkeys(truth.replicas, 0)
        again = dict.fromkeys(truth.replicas, 0)
        again_at: list[int] = []
        reads: dict[str, tuple[int, int]] = {}
        if self.setting.watched:
            for replica in truth.replicas:
                reads[replica] = self._read(replica, known, again, reads), 0
        for e, event in enumerate(truth.events, 1):
            writer.event = e
            stale = False
            if event.of is None:
                self._update(e)
            else:
                self.receive(e, event.of)
                stale = truth.known[event.of - 1] | known[event.replica] == known[event.replica]
                again[event.replica] |= known[event.replica] & truth.known[event.of - 1] | again_at[event.of - 1]
            known[event.replica] = truth.known[e - 1]
            again_at.append(again[event.replica])
            if e in self.needed:
                self.send(e)
            if self.setting.watched:
                place = self._read(event.replica, known, again, reads, e=e, stale=stale)
                reads[event.replica] = place, known[event.replica]
        self._conclude(known, again, reads)
        return writer.script()

    def _conclude(self, known: dict[str, int], again: dict[str, int], reads: dict[str, tuple[int, int]]) -> None:
        """Read, and look inside, what was not read on the way; then look around whether anything else has moved."""
        watched = self.setting.watched
        for replica in () if watched else self.truth.replicas:
            reads[replica] = self._read(replica, known, again, reads), known[replica]
        for replica in (self.truth.events[-1].replica,) if watched else self.truth.replicas:
            if self.options.entries:
                self.writer.ask(protocol.Entries(self.names[replica]), self._held(known[replica]))
        if watched:
            self._look_around(reads)

    def _update(self, e: int) -> None:
        by = self.setting.amounts[e - 1]
        verb = protocol.Increment if by > 0 else protocol.Decrement
        self.writer.ask(verb(self.name(e), abs(by)))

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
        return Held(due=due, tested=("ENT-EXACT",))
