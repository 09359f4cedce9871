"""Which network a target really needs: everything that a network does is done alone, to every small history.

A perfect network brings every message once, and those of a sender in their order. What breaks a target that no perfect
network breaks is the one thing that was added. Deltas after a loss are judged twice: whether what came before the gap,
and what comes later to fill it, still counts tells of loss; whether what comes after the gap counts at once tells of
reordering.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from antichain.conformance.finding import Finding
from antichain.conformance.network import Phenomenon, Travels, allowed, strongest
from antichain.conformance.probing import already, cases
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
        for case in cases(row.kind, options, row.travels, row.phenomenon, bounds):
            answers = self.connection.play(case.script.requests)
            count += 1
            if (verdict := case.script.judge(answers)) and already(
                case, case.script.events[verdict.place], row.travels, row.phenomenon
            ):
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
