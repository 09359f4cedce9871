"""The replay of a kept failure: it still fails, fails differently, or passes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, Any

from antichain.conformance.cases.script import Violation
from antichain.conformance.failures.causes.control import controls
from antichain.conformance.failures.expectation import alike
from antichain.conformance.failures.failure import Failure
from antichain.conformance.phases.bounds import FLOOR
from antichain.conformance.phases.laws import laws
from antichain.conformance.protocol.answers import Broken
from antichain.conformance.protocol.requests import Send, Stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.cases.case import Case
    from antichain.conformance.failures.case_file import CaseFile
    from antichain.conformance.protocol.claims import Claim
    from antichain.conformance.transport.connection import Connection

__all__ = ["Outcome", "Replay", "replay"]


class Outcome(StrEnum):
    """The outcome of a replay."""

    STILL = "still fails"
    OTHERWISE = "fails differently"
    UNDECIDED = "answers differently"
    GONE = "does not fail any more"


@dataclass(frozen=True, slots=True)
class Replay:
    """The result of a replay, and the present story of the failure."""

    outcome: Outcome
    failure: Failure


def replay(kept: CaseFile, claim: Claim, connection: Connection) -> Replay:
    """Play a kept failure, and return its outcome.

    The kept answers decide. A law, whose answers are right or wrong only together, is judged again.
    """
    case = kept.case()
    answers = connection.play(case.script.requests)
    verdict = case.script.judge(answers)
    if not kept.decides and (verdict is None or verdict.place == kept.place):
        anew = _anew(kept, claim)
        if anew is not None:
            verdict = anew.script.judge(answers)
        elif not _same(kept, answers):
            return Replay(Outcome.UNDECIDED, _told(case, None, answers, kept))
    if verdict is None:
        return Replay(Outcome.GONE, _told(case, None, answers, kept))
    as_then = verdict.place == kept.place and alike(verdict.answer, kept.then[-1])
    return Replay(Outcome.STILL if as_then else Outcome.OTHERWISE, _told(case, verdict, answers, kept))


def _told(case: Case, verdict: Violation | None, answers: Sequence[Any], kept: CaseFile) -> Failure:
    told = verdict or Violation(kept.place, answers[kept.place], kept.expected.rules)
    return Failure(case, told, kept.expected.phase, tuple(answers))


def _same(kept: CaseFile, answers: Sequence[Any]) -> bool:
    """Return whether all answers are the same as before; bytes may differ."""
    pairs = zip(kept.requests, kept.then, answers, strict=False)
    return all(
        alike(then, now) or (isinstance(request, Send | Stamp) and isinstance(now, str)) for request, then, now in pairs
    )


def _anew(kept: CaseFile, claim: Claim) -> Case | None:
    """Return the directed case that begins with these requests, or None."""
    asked = list(kept.requests)
    case = kept.case()
    plain = controls(case, Violation(kept.place, Broken("crash", ""), ()), claim)
    known = chain(laws(claim, FLOOR, in_process=False), plain)
    return next((each for each in known if each.script.requests[: len(asked)] == asked), None)
