"""The probe of the network that a target needs: each effect of a network is added alone to every small history.

A perfect network delivers every message once, and those of a sender in order. If a target works on a perfect network
and fails with one effect, that effect is the cause. Deltas after a loss are judged twice. For loss, the deltas before
the gap and those that fill it later must count. For reordering, the deltas after the gap must count at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from antichain.conformance.engine.exit_codes import CONFORMANT, NOT_CONFORMANT
from antichain.conformance.failures.failure import Failure
from antichain.conformance.histories.network import Phenomenon, Travels, allowed, strongest
from antichain.conformance.probe.cases import already, cases
from antichain.conformance.protocol.answers import Broken
from antichain.conformance.protocol.claims import Claim

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from antichain.conformance.protocol.claims import Hello, Kind
    from antichain.conformance.transport.connection import Connection
    from antichain.conformance.transport.launch import Launch

__all__ = ["Probed", "Row", "probe"]

P = Phenomenon


@dataclass(frozen=True, slots=True)
class Row:
    """The result of one kind under one effect, in ``histories`` histories; ``broken`` is the shortest failing one.

    ``histories`` is None if it was not probed, since it fails on a perfect network.
    """

    kind: Kind
    travels: Travels
    phenomenon: Phenomenon
    needed: bool
    histories: int | None = None
    broken: Failure | None = None

    @property
    def stood(self) -> bool:
        """Whether it was probed without a failure."""
        return bool(self.histories) and self.broken is None


@dataclass(slots=True)
class Probed:
    """The result of a probe."""

    target: str
    hello: Hello
    replicas: int
    events: int
    rows: list[Row] = field(default_factory=list)

    @property
    def claims_too_much(self) -> list[Row]:
        """The effects that it claims to tolerate and does not."""
        return [row for row in self.rows if row.needed and row.broken]

    def notes(self) -> Iterator[str]:
        """Return the kinds for which the target could claim more, or should claim less."""
        for kind, travels in dict.fromkeys((row.kind, row.travels) for row in self.rows):
            rows = [row for row in self.rows if (row.kind, row.travels) == (kind, travels)]
            # An effect that no small history shows does not count against it.
            could = strongest({row.phenomenon for row in rows if not row.broken and row.histories is not None}, travels)
            options = self.hello.kinds[kind]
            option, claim = ("delta", options.delta) if travels is Travels.DELTAS else ("channel", options.channel)
            if could is None:
                yield f"{kind.value}: its {travels.value} tolerate no network that {option} can name"
            elif could != claim:
                word = "must claim less" if any(row.needed and row.broken for row in rows) else "could claim more"
                yield f'{kind.value} claims "{option}":"{claim}" and {word}: "{option}":"{could}"'

    @property
    def code(self) -> int:
        """The exit code: whether it tolerates all effects that it claims to tolerate."""
        return NOT_CONFORMANT if self.claims_too_much else CONFORMANT


def probe(launch: Launch, hello: Hello, kinds: Sequence[Kind], events: int) -> Probed:
    """Play every history within the bound of events under each effect of a network.

    Raises:
        OSError: the target cannot be started.

    """
    found = Probed(launch.name, hello, 3, events)
    prober = _Prober(launch, found)
    try:
        for kind in kinds:
            claim = Claim.of(hello, kind)
            for travels in Travels:
                if claim.options.history and (travels is Travels.STATES or claim.options.delta):
                    prober.ask(claim, travels)
    finally:
        prober.connection.close()
    return found


class _Prober:
    """Probes row by row: first the perfect network, and the other effects if the target works on it."""

    def __init__(self, launch: Launch, found: Probed) -> None:
        self.launch, self.found = launch, found
        self.connection: Connection = launch.start()

    def ask(self, claim: Claim, travels: Travels) -> None:
        needed = allowed(claim.options, travels)
        stood = True
        for phenomenon in Phenomenon:
            row = Row(claim.kind, travels, phenomenon, phenomenon in needed)
            if stood:
                row = self._broken_by(row, claim)
                stood = row.broken is None or phenomenon is not P.PERFECT
            self.found.rows.append(row)

    def _broken_by(self, row: Row, claim: Claim) -> Row:
        """Return the row with the shortest history that breaks the target, if any does."""
        count = 0
        bounds = self.found.replicas, self.found.events
        for case in cases(claim, row.travels, row.phenomenon, bounds):
            answers = self.connection.play(case.script.requests)
            count += 1
            if (verdict := case.script.judge(answers)) and already(
                case, case.script.steps[verdict.place].event, row.travels, row.phenomenon
            ):
                failure = Failure(case, verdict, "probe", tuple(answers[: verdict.place + 1]))
                return replace(row, histories=count, broken=self._confirmed(failure))
        return replace(row, histories=count)

    def _confirmed(self, failure: Failure) -> Failure:
        """Return the failure with the answers of a fresh process, if they differ."""
        if isinstance(failure.violation.answer, Broken):
            self.connection.close()
            self.connection = self.launch.start()
        fresh = self.launch.fresh()
        try:
            again = fresh.play(failure.case.script.requests)
        finally:
            fresh.close()
        second = failure.case.script.judge(again)
        alike = second is not None and second.place == failure.violation.place
        return failure if alike else replace(failure, second_answers=tuple(again))
