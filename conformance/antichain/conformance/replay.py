"""A kept failure, played once more: it may still happen, happen differently, or be gone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING, Any

from antichain.conformance import phases
from antichain.conformance.bounds import DEFAULT
from antichain.conformance.causes import plain_case
from antichain.conformance.expected import alike
from antichain.conformance.finding import Finding
from antichain.conformance.protocol import Broken, Send, Stamp
from antichain.conformance.script import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.conformance.case import Case
    from antichain.conformance.connection import Connection
    from antichain.conformance.kept import Kept
    from antichain.conformance.protocol import Options

__all__ = ["Outcome", "Replay", "replay"]


class Outcome(StrEnum):
    """What became of a failure."""

    STILL = "still fails"
    OTHERWISE = "fails differently"
    UNDECIDED = "answers differently"
    GONE = "does not fail any more"


@dataclass(frozen=True, slots=True)
class Replay:
    """What became of a kept failure, and the story of it as it goes now."""

    outcome: Outcome
    finding: Finding


def replay(kept: Kept, options: Options, connection: Connection) -> Replay:
    """Play a kept failure and return what became of it.

    What was kept decides; a law, whose answers are right or wrong only together, is looked up and judged anew.
    """
    case = kept.case()
    answers = connection.play(case.script.requests)
    verdict = case.script.judge(answers)
    if not kept.decides and (verdict is None or verdict.place == kept.place):
        anew = _anew(kept, options)
        if anew is not None:
            verdict = anew.script.judge(answers)
        elif not _same(kept, answers):
            return Replay(Outcome.UNDECIDED, _told(case, None, answers, kept))
    if verdict is None:
        return Replay(Outcome.GONE, _told(case, None, answers, kept))
    as_then = verdict.place == kept.place and alike(verdict.answer, kept.then[-1])
    return Replay(Outcome.STILL if as_then else Outcome.OTHERWISE, _told(case, verdict, answers, kept))


def _told(case: Case, verdict: Verdict | None, answers: Sequence[Any], kept: Kept) -> Finding:
    told = verdict or Verdict(kept.place, answers[kept.place], kept.expected.rules)
    return Finding(case, told, kept.expected.phase, tuple(answers))


def _same(kept: Kept, answers: Sequence[Any]) -> bool:
    """Return whether all answers are as they were; bytes may differ."""
    pairs = zip(kept.requests, kept.then, answers, strict=False)
    return all(
        alike(then, now) or (isinstance(request, Send | Stamp) and isinstance(now, str)) for request, then, now in pairs
    )


def _anew(kept: Kept, options: Options) -> Case | None:
    """Return the case that these requests are the beginning of, if it is one that is known by heart."""
    asked = list(kept.requests)
    case = kept.case()
    unjudged = Finding(case, Verdict(kept.place, Broken("crash", ""), ()), "", ())
    plain = plain_case(unjudged, options)
    known = chain(phases.laws(kept.expected.kind, options, DEFAULT, in_process=False), [plain] if plain else [])
    return next((each for each in known if each.script.requests[: len(asked)] == asked), None)
