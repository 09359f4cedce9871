"""The failures of a results file, judged again: each case is made again, and its recorded answers are judged."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import msgspec

from antichain.conformance.cases.case import Case, DirectedCase, compile_case
from antichain.conformance.cases.variant import Variant
from antichain.conformance.engine.results.file import BadResultsError, encoded
from antichain.conformance.engine.results.transcript import request_to_data
from antichain.conformance.failures.expectation import answer_from_data
from antichain.conformance.histories.public import loads
from antichain.conformance.phases.bounds import DEFAULT, Bounds
from antichain.conformance.phases.laws import laws
from antichain.conformance.protocol.claims import Claim, Hello, Kind
from antichain.conformance.rules.catalogue import RULES, Level

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from antichain.conformance.engine.results.lines import FailureLine, Results

__all__ = ["Outcome", "Rejudged", "rejudged"]

_MOST_SMALLER = 200
"""The largest number of smaller cases of one scenario that are searched for a failure."""

_NUMBER = re.compile(r"\d+")


class Outcome(StrEnum):
    """The judgement of a recorded failure by the present rules."""

    STAYS = "stays"
    EARLIER = "fails earlier"
    GONE = "goes"
    UNKNOWN = "cannot be judged"


@dataclass(frozen=True, slots=True)
class Rejudged:
    """A recorded failure with its outcome, the rules that it breaks now, and the reason."""

    failure: FailureLine
    outcome: Outcome
    rules: tuple[str, ...]
    because: str
    decides: bool
    """Whether the failure decides the verdict, if it has not gone."""


def rejudged(results: Results) -> tuple[Rejudged, ...]:
    """Return each failure of a results file with the judgement of its recorded answers by the present rules.

    Raises:
        BadResultsError: this version cannot read the claims of the target.

    """
    try:
        hello = msgspec.convert(results.header.hello, Hello)
        bounds = {kind: Bounds.parse(text) for kind, text in results.header.bounds.items()}
    except (msgspec.ValidationError, ValueError) as wrong:
        message = f"the claims or bounds of {results.header.target} cannot be read ({wrong}); upgrade antichain"
        raise BadResultsError(message) from wrong
    by_hand = _scenarios(results, hello, bounds)
    return tuple(_judged(failure, _case(failure, hello, by_hand), results) for failure in results.failures)


def _judged(failure: FailureLine, case: Case | None, results: Results) -> Rejudged:
    if case is None or not _asks(case, failure):
        why = "this version does not make the same case; run a check of the target"
        return _outcome(failure, Outcome.UNKNOWN, failure.rules, why, results)
    answers = [
        answer_from_data(request, exchange.observed)
        for request, exchange in zip(case.script.requests, failure.transcript, strict=False)
    ]
    found = case.script.judge(answers)
    if found is None:
        return _outcome(failure, Outcome.GONE, (), "every recorded answer is right today", results)
    if found.place == _wrong(failure):
        return _outcome(failure, Outcome.STAYS, failure.rules, failure.because, results)
    because = case.script.checks[found.place].explanation_with(found.answer, answers, ())
    return _outcome(failure, Outcome.EARLIER, found.rules, because, results)


def _wrong(failure: FailureLine) -> int:
    """Return the place of the wrong answer in the transcript of a failure; answers after it show its effect."""
    return next((place for place, exchange in enumerate(failure.transcript) if not exchange.ok), -1)


def _outcome(
    failure: FailureLine, outcome: Outcome, rules: tuple[str, ...], because: str, results: Results
) -> Rejudged:
    strict = results.header.strict
    weighs = any(
        rule not in RULES or RULES[rule].level is Level.MUST or (strict and RULES[rule].level is Level.SHOULD)
        for rule in rules
    )
    return Rejudged(
        failure, outcome, rules, because, (weighs or failure.errored or failure.flaky) and not failure.known
    )


def _case(failure: FailureLine, hello: Hello, by_hand: dict[str, Case]) -> Case | None:
    """Return the case of a failure, from its recipe or from the scenarios; None if this is impossible."""
    if failure.recipe is None:
        return by_hand.get(failure.id)
    try:
        execution = loads("\n".join(encoded(step).decode() for step in failure.recipe.history))
        variant = msgspec.convert(failure.recipe.variant, Variant)
        return compile_case(execution, Claim.of(hello, Kind(failure.kind)), variant, failure.about)
    except (ValueError, LookupError):
        return None


def _scenarios(results: Results, hello: Hello, bounds: Mapping[str, Bounds]) -> dict[str, Case]:
    """Return, by the id of each failure of a case written by hand, the scenario with its requests."""
    found: dict[str, Case] = {}
    for kind in hello.kinds:
        missing = {each.id: each for each in results.failures if each.recipe is None and each.kind == kind.value}
        chosen = bounds.get(kind.value, DEFAULT)
        for case in laws(Claim.of(hello, kind), chosen, in_process=True) if missing else ():
            same = {name: made for name, failure in missing.items() if (made := _found(case, failure))}
            found |= same
            missing = {name: failure for name, failure in missing.items() if name not in same}
            if not missing:
                break
    return found


def _found(case: Case, failure: FailureLine) -> Case | None:
    """Return the case, one of its controls, or a smaller case of it, whichever has the requests of a failure."""
    if _asks(case, failure):
        return case
    if not isinstance(case, DirectedCase):
        return None
    controls = case.controls() if case.controls is not None else ()
    return next((each for each in chain(controls, _smaller(case, failure)) if _asks(each, failure)), None)


def _smaller(case: DirectedCase, failure: FailureLine) -> Iterator[Case]:
    """Yield smaller cases of a scenario with the title of a failure, and of those, within a limit."""
    if case.narrower is None or _NUMBER.sub("", case.title) != _NUMBER.sub("", failure.about):
        return
    todo: deque[Case] = deque([case])
    left = _MOST_SMALLER
    while todo and left:
        smaller = list(islice(todo.popleft().smaller(_wrong(failure)), left))
        left -= len(smaller)
        todo += smaller
        yield from smaller


def _asks(case: Case, failure: FailureLine) -> bool:
    """Return whether a case begins with the requests of a failure."""
    asked: Sequence[Any] = case.script.requests
    if len(asked) < len(failure.transcript):
        return False
    return all(
        request_to_data(request) == exchange.request
        for request, exchange in zip(asked, failure.transcript, strict=False)
    )
