"""The doctor: a check of the adapter, before the library behind it is judged.

An adapter must answer ``hello`` twice in the same way, forget everything at ``open``, return every request id, answer
the same script in the same way, survive an unknown verb, answer every verb that it offers, keep every digit of a count,
and answer ``bye``. The doctor also measures the time that a history takes.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import repeat, takewhile
from typing import TYPE_CHECKING

import msgspec

from antichain.conformance.cases.case import compile_case
from antichain.conformance.cases.checks.entries import without_zeros
from antichain.conformance.cases.variant import default_variant
from antichain.conformance.engine.adapter_scripts import failed_open, unanswered_verbs
from antichain.conformance.engine.lost_digits import lost_digits
from antichain.conformance.failures.failure import action, word
from antichain.conformance.histories.playable import playable
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.phases.profiles import Pace
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import UNSUPPORTED, Broken, Failed, Misshapen, Refused, UnsupportedAnswer
from antichain.conformance.protocol.claims import LARGEST_EXACT
from antichain.conformance.scenarios import repeated_histories
from antichain.conformance.scenarios.constructed_states import probes
from antichain.conformance.transport.stdio import Stdio
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from antichain.conformance.cases.case import Case
    from antichain.conformance.protocol.answers import Answer, Answers
    from antichain.conformance.protocol.claims import Claim, Hello, Kind, Options
    from antichain.conformance.protocol.requests import Request
    from antichain.conformance.transport.connection import Connection

__all__ = ["Diagnosis", "difference_of_runs", "examine"]

_IDS = (0, 2**31, LARGEST_EXACT)
_TIMED = 20
_MEASURING = 0.05
_AT_LEAST = 3
"""The least number of repetitions of a script: some targets fail only in their third history."""
_SECOND = 2
_SAME = "let its claims depend only on the implementation"
_NOT_DONE = (Refused, Failed, Misshapen, UnsupportedAnswer, Broken)


@dataclass(slots=True)
class Diagnosis:
    """The complaints about an adapter, and the pace of its answers, by kind.

    A check ends at ``complaints``. It reports ``broken`` as failures of rules, and ``advice`` explains such failures.
    ``repeated`` has the kinds of which a later history in a process fails, with the number of histories that show it.
    """

    complaints: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)
    paces: dict[Kind, Pace] = field(default_factory=dict)
    repeated: dict[Kind, int] = field(default_factory=dict)
    histories: int = 0

    @property
    def mistakes(self) -> tuple[str, ...]:
        """Every mistake of the adapter; it is sound if there is none."""
        return tuple(dict.fromkeys((*self.complaints, *self.broken, *self.advice)))

    @property
    def verdict(self) -> str:
        """The verdict of the doctor in one line."""
        count = len(self.mistakes)
        if self.complaints:
            return "the adapter is not sound"
        mistakes = "1 mistake" if count == 1 else f"{count} mistakes"
        return f"antichain doctor lists {mistakes}" if count else "the adapter is sound"


def examine(
    connection: Connection,
    fresh: Callable[[], Connection],
    hello: Hello,
    claims: Iterable[Claim],
    seconds: float = 10.0,
) -> Diagnosis:
    """Return the diagnosis of the adapter behind ``connection``; ``fresh`` starts it in another process.

    ``seconds`` is the time for the check of one kind; a small part of it is spent on measuring.
    """
    diagnosis = Diagnosis()
    again = connection.hello()
    if again != hello:
        diagnosis.complaints.append(f"hello answers differently the second time: {_said(again)}; {_SAME}")
        return diagnosis
    if isinstance(connection, Stdio):
        answers = connection.exchange([requests.Greet()] * len(_IDS), _IDS)
        if isinstance(answers[-1], Broken):
            diagnosis.complaints.append(
                f"request ids {', '.join(map(str, _IDS))} do not come back; copy the id of a request into its answer,"
                f" as a whole number up to 2^53 - 1 ({answers[-1].detail})"
            )
            return diagnosis
        if answers != [hello] * len(_IDS):
            diagnosis.complaints.append(
                f"hello answers differently from time to time: {'; '.join(map(_said, answers))}; {_SAME}"
            )
            return diagnosis
    answer = connection.play([requests.Unknown()])[0]
    if answer != UNSUPPORTED:
        diagnosis.complaints.append(
            f'a verb that it does not know is answered: {word(answer)}; answer {{"id":ID,"unsupported":true}}'
        )
        if isinstance(answer, Broken):
            return diagnosis
    other = fresh()
    try:
        for claim in claims:
            part = min(1.0, seconds * _MEASURING)
            if not _examine_kind(connection, other, fresh, claim, diagnosis, part):
                _examine_verbs(other, claim, diagnosis)
        if isinstance(other, Stdio) and not diagnosis.complaints and not diagnosis.broken:
            _examine_bye(other, diagnosis)
    finally:
        other.close()
    return diagnosis


def _examine_verbs(connection: Connection, claim: Claim, diagnosis: Diagnosis) -> None:
    """Ask for every verb and for large counts, unless no history of the kind can be opened."""
    if failed := failed_open(connection, claim):
        diagnosis.broken.append(failed)
        return
    diagnosis.broken += [each for each in unanswered_verbs(connection, claim) if each not in diagnosis.broken]
    diagnosis.advice += lost_digits(connection, claim)


def _examine_bye(connection: Connection, diagnosis: Diagnosis) -> None:
    answer = connection.play([requests.Bye()])[0]
    if answer is not None:
        diagnosis.complaints.append(f"bye is not answered null: {word(answer)}; answer null, flush, and then exit")


def _examine_kind(  # noqa: PLR0913, PLR0917 — each argument is independent of the others
    connection: Connection,
    other: Connection,
    fresh: Callable[[], Connection],
    claim: Claim,
    diagnosis: Diagnosis,
    seconds: float,
) -> bool:
    """Play a short case of a kind several times; return whether the target breaks in it."""
    case = _case(claim)
    if case is None:
        return False
    script = case.script.requests
    first = connection.play(script)
    breaks = isinstance(first[-1], Broken)
    if breaks:
        diagnosis.broken.append(f"{claim.kind.value}: {first[-1].detail}")
    texts = [answer.text for answer in first if isinstance(answer, Misshapen)]
    diagnosis.broken += [f"{claim.kind.value}: {text}" for text in dict.fromkeys(texts)]
    elsewhere = other.play(script)
    rounds, pace = _timed_rounds(connection, script, seconds)
    played = time.perf_counter()
    for answers in rounds:
        (_case(claim) or case).script.judge(answers)
    seconds_here = time.perf_counter() - played
    diagnosis.paces[claim.kind] = Pace(pace, seconds_here / (len(rounds) * len(script)))
    diagnosis.histories += len(rounds) + 2
    # A target that sometimes breaks is a failure of the run, and not a mistake of the adapter.
    repeated = [
        (answers, number, f"at run {number} in one process", "let open forget every replica and message")
        for number, answers in enumerate(rounds, 2)
        if not isinstance(answers[-1], Broken)
    ]
    for answers, number, when, cure in (
        *repeated,
        (elsewhere, 1, "in a fresh process", "let answers depend on requests alone"),
    ):
        if difference := difference_of_runs(script, first, answers, claim.options):
            wrong = case.script.judge(answers)
            if wrong and number > _SECOND and any(True for _ in repeated_histories.cases(claim, number, fresh)):
                # State that open keeps shows in the second run; this is a failure of a rule in a later history.
                diagnosis.repeated[claim.kind] = number
                break
            broken = f", which breaks {wrong.rules[0]}" if wrong else ""
            diagnosis.complaints.append(
                f"{claim.kind.value}: the same script is answered differently {when}{broken}, {difference}; {cure}"
            )
            break
    return breaks


def _timed_rounds(connection: Connection, script: Sequence[Request], seconds: float) -> tuple[list[Answers], float]:
    """Return the answers to a script, played again and again, and the seconds that one request takes.

    The first rounds are played one by one. The others are under way together, as the cases of a phase are, and measured
    so: on a busy machine, each wait for an answer costs far more than the answer.
    """
    begun = time.perf_counter()
    rounds = [connection.play(script) for _ in range(_AT_LEAST)]
    alone = time.perf_counter()
    further = takewhile(lambda _: time.perf_counter() - begun < seconds, repeat(script, _TIMED - _AT_LEAST))
    together = [*connection.play_all(further)]
    took = time.perf_counter() - alone
    pace = took / (len(together) * len(script)) if together else (alone - begun) / (_AT_LEAST * len(script))
    return [*rounds, *together], pace


def difference_of_runs(script: Sequence[Request], first: Answers, second: Answers, options: Options) -> str:
    """Return the first difference of two runs, apart from bytes, sizes of ticks and orders, or an empty text.

    If a history cannot be opened, that is a failure of its kind, and later answers are not compared.
    """
    for place, (request, one, other) in enumerate(zip(script, first, second, strict=False), 1):
        if isinstance(request, requests.Open) and isinstance(one, _NOT_DONE) and isinstance(other, _NOT_DONE):
            return ""
        if not _may_differ(request, one, other, options):
            where = f"at request {place} ({action(request)})"
            return f"{where}: first {word(one)}, then {word(other)}"
    return ""


def _may_differ(request: Request, one: Answer, other: Answer, options: Options) -> bool:
    """Return whether a sound adapter may give these two answers to one request."""
    if one == other or (isinstance(one, Broken) and isinstance(other, Broken)):
        return True
    if isinstance(request, requests.Send | requests.Stamp):
        return isinstance(one, str) and isinstance(other, str)
    # Equal states may come in any order, and so may states with ticks of any size.
    if isinstance(request, requests.Sort):
        return isinstance(one, list) and isinstance(other, list) and sorted(one) == sorted(other)
    # Ticks of any size, such as times, differ between runs.
    if options.step == "increasing" and isinstance(request, requests.Entries):
        return (
            isinstance(one, dict)
            and isinstance(other, dict)
            and without_zeros(one, options.missing).keys() == without_zeros(other, options.missing).keys()
        )
    return False


def _said(hello: Hello | Broken) -> str:
    """Return a hello as the protocol writes it, or the text of its error."""
    return word(hello) if isinstance(hello, Broken) else msgspec.json.encode(hello).decode()


def _case(claim: Claim) -> Case | None:
    """Return a short case of a kind: a history if the target plays any, else a pair of constructed states."""
    if not claim.options.history:
        return next(probes(claim), None)
    events = [Event("A"), Event("B", of=1), Event("B"), Event("A", of=3)]
    executions = (Execution.of(events[:length]) for length in range(len(events), 0, -1))
    execution = next(execution for execution in executions if playable(execution, claim))
    return compile_case(execution, claim, default_variant(execution, claim))
