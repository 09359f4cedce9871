"""Which network a target really needs: everything that a network does is done alone, to every small history.

A perfect network brings every message once, and those of a sender in their order. What breaks a target that no perfect
network breaks is the one thing that was added. Deltas after a loss are judged twice: whether what came before the gap,
and what comes later to fill it, still counts tells of loss; whether what comes after the gap counts at once tells of
reordering.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from antichain.conformance.case import Case
from antichain.conformance.counting import Counting
from antichain.conformance.deltas import CountingDeltas, OrderingDeltas, Regime, regime
from antichain.conformance.enumerate import Reach, graphs
from antichain.conformance.finding import Finding
from antichain.conformance.network import Phenomenon, Travels, allowed, happens, strongest
from antichain.conformance.oracle import Truth
from antichain.conformance.ordering import Ordering
from antichain.conformance.phases import reach, settled
from antichain.conformance.playing import playable
from antichain.conformance.protocol import Broken, Kind
from antichain.conformance.verdict import CONFORMANT, NOT_CONFORMANT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from antichain.conformance.connection import Connection
    from antichain.conformance.protocol import Hello, Options
    from antichain.conformance.run import Launch

__all__ = ["Probed", "Row", "probe"]

P = Phenomenon


@dataclass(frozen=True, slots=True)
class Row:
    """How one kind fared with one phenomenon, in so many histories; ``broken`` is the shortest that it did not stand.

    With ``histories`` None it was not asked, since a perfect network is already too bad for it.
    """

    kind: Kind
    travels: Travels
    phenomenon: Phenomenon
    needed: bool
    histories: int | None = None
    broken: Finding | None = None

    @property
    def stood(self) -> bool:
        """Whether it was asked and nothing broke it."""
        return bool(self.histories) and self.broken is None


@dataclass(slots=True)
class Probed:
    """All that a probe found out."""

    target: str
    hello: Hello
    replicas: int
    events: int
    rows: list[Row] = field(default_factory=list)

    @property
    def claims_too_much(self) -> list[Row]:
        """What it claims to stand and does not."""
        return [row for row in self.rows if row.needed and row.broken]

    def notes(self) -> Iterator[str]:
        """Say for which kinds more could be claimed, or less should be."""
        for kind, travels in dict.fromkeys((row.kind, row.travels) for row in self.rows):
            rows = [row for row in self.rows if (row.kind, row.travels) == (kind, travels)]
            # What no small history shows is not held against it.
            could = strongest({row.phenomenon for row in rows if not row.broken and row.histories is not None}, travels)
            options = self.hello.kinds[kind]
            option, claim = ("delta", options.delta) if travels is Travels.DELTAS else ("channel", options.channel)
            if could is None:
                yield f"{kind.value}: its {travels.value} stand no network that {option} can name"
            elif could != claim:
                word = "must claim less" if any(row.needed and row.broken for row in rows) else "could claim more"
                yield f'{kind.value} claims "{option}":"{claim}" and {word}: "{option}":"{could}"'

    @property
    def code(self) -> int:
        """The exit code: whether it stands all that it claims to stand."""
        return NOT_CONFORMANT if self.claims_too_much else CONFORMANT


def probe(launch: Launch, hello: Hello, kinds: Sequence[Kind], events: int) -> Probed:
    """Do to a target what networks do, in every history of so many events at most.

    Raises:
        OSError: the target cannot be started.

    """
    found = Probed(launch.name, hello, 3, events)
    prober = _Prober(launch, found)
    try:
        for kind in kinds:
            options = hello.kinds[kind]
            for travels in Travels:
                if options.history and (travels is Travels.STATES or options.delta):
                    prober.ask(kind, options, travels)
    finally:
        prober.connection.close()
    return found


class _Prober:
    """Asks row by row; after the perfect network the others, if it is stood."""

    def __init__(self, launch: Launch, found: Probed) -> None:
        self.launch, self.found = launch, found
        self.connection: Connection = launch.start()

    def ask(self, kind: Kind, options: Options, travels: Travels) -> None:
        needed = allowed(options, travels)
        stood = True
        for phenomenon in Phenomenon:
            row = Row(kind, travels, phenomenon, phenomenon in needed)
            if stood:
                row = self._broken_by(row, options)
                stood = row.broken is None or phenomenon is not P.PERFECT
            self.found.rows.append(row)

    def _broken_by(self, row: Row, options: Options) -> Row:
        """Return the row with the shortest history that breaks the target, if any does."""
        count = 0
        bounds = self.found.replicas, self.found.events
        for case in _cases(row.kind, options, row.travels, row.phenomenon, bounds):
            answers = self.connection.play(case.script.requests)
            count += 1
            if (verdict := case.script.judge(answers)) and _already(case, case.script.events[verdict.place], row):
                finding = Finding(case, verdict, "probe", tuple(answers[: verdict.place + 1]))
                return replace(row, histories=count, broken=self._confirmed(finding))
        return replace(row, histories=count)

    def _confirmed(self, finding: Finding) -> Finding:
        """Return the finding with the answers of a fresh process, if they differ."""
        if isinstance(finding.verdict.answer, Broken):
            self.connection.close()
            self.connection = self.launch.start()
        fresh = self.launch.fresh()
        try:
            again = fresh.play(finding.case.script.requests)
        finally:
            fresh.close()
        second = finding.case.script.judge(again)
        alike = second is not None and second.place == finding.verdict.place
        return finding if alike else replace(finding, again=tuple(again))


@cache
def _small(replicas: int, events: int, reach_: Reach) -> tuple[Truth, ...]:
    return tuple(truth for truth in graphs(replicas, events, reach_) if truth.events)


def _histories(kind: Kind, options: Options, replicas: int, events: int) -> Iterator[Truth]:
    """Yield histories, smaller ones first, those with own echoes to one event less."""
    others = Reach.UPDATES if reach(kind) is Reach.UPDATES else Reach.OTHERS
    largest = (truth for truth in _small(replicas, events, others) if len(truth.events) == events)
    for truth in (*_small(replicas, events - 1, Reach.ECHO), *largest):
        if playable(truth, kind, options):
            yield truth


def _cases(
    kind: Kind, options: Options, travels: Travels, phenomenon: Phenomenon, bounds: tuple[int, int]
) -> Iterator[Case]:
    """Yield the histories in which a phenomenon happens, and no other."""
    free = msgspec.structs.replace(options, channel="any")
    for truth in _histories(kind, free, *bounds):
        if travels is Travels.STATES:
            lost = phenomenon is P.LOSS
            if _fits(happens(truth), P.PERFECT if lost else phenomenon):
                yield _by_states(truth, kind, free, lost=lost)
            continue
        ordered = phenomenon is P.LOSS
        strict = msgspec.structs.replace(free, delta="in-order" if ordered else "any-order")
        for which in (Regime.FRUGAL, Regime.LAVISH):
            flags = regime(truth, kind, which)
            if _fits_deltas(happens(truth, flags), phenomenon):
                yield _by_deltas(truth, kind, strict, flags)


def _already(case: Case, e: int, row: Row) -> bool:
    """Return whether up to event ``e``, where it failed, that very phenomenon had happened, and no other."""
    if case.truth is None or case.setting is None or not 0 < e < len(case.truth.events):
        return True
    truth = Truth.of(case.truth.events[:e])
    if row.travels is Travels.DELTAS:
        return _fits_deltas(happens(truth, case.setting.delta[:e]), row.phenomenon)
    return row.phenomenon is P.LOSS or _fits(happens(truth), row.phenomenon)


def _fits(found: set[Phenomenon], phenomenon: Phenomenon) -> bool:
    if phenomenon is P.TOGETHER:
        return len(found) > 1
    return found == ({phenomenon} if phenomenon is not P.PERFECT else set())


def _fits_deltas(found: set[Phenomenon], phenomenon: Phenomenon) -> bool:
    """What arrives too early has left a gap, so the histories of loss are those of reordering, judged otherwise."""
    gap = found in ({P.LOSS}, {P.LOSS, P.REORDERING})
    if phenomenon in (P.LOSS, P.REORDERING):
        return gap
    return not gap and _fits(found, phenomenon)


def _by_states(truth: Truth, kind: Kind, options: Options, *, lost: bool) -> Case:
    setting = settled(truth, kind, options)
    player = (Ordering if kind.is_clock else Counting)(truth, kind, options, setting)
    if lost:
        able = kind is not Kind.VECTOR_CLOCK
        player.needed |= {e for e, event in enumerate(truth.events, 1) if able or event.is_update}
    return Case("what a network does", player.write(), truth, setting)


def _by_deltas(truth: Truth, kind: Kind, options: Options, flags: tuple[bool, ...]) -> Case:
    setting = replace(settled(truth, kind, options), delta=flags)
    player = (OrderingDeltas if kind.is_clock else CountingDeltas)(truth, kind, options, setting)
    return Case("what a network does to deltas", player.write(conclude=False), truth, setting)
