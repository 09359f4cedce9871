"""The transcript of a failure: its requests and answers as JSON values, its steps in words, and its recipe."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta

from antichain.conformance.cases.case import HistoryCase
from antichain.conformance.cases.checks.base import meets
from antichain.conformance.engine.results.diagram import FIRST_LINE
from antichain.conformance.failures.expectation import answer_to_data, due
from antichain.conformance.histories import jsonl as history_lines
from antichain.conformance.protocol import jsonl

if TYPE_CHECKING:
    from antichain.conformance.failures.failure import Failure
    from antichain.conformance.protocol.answers import Answer
    from antichain.conformance.protocol.requests import Request

__all__ = [
    "Exchange",
    "Recipe",
    "StepLine",
    "exchanges",
    "plain_json",
    "recipe",
    "request_to_data",
    "second_answers",
    "steps",
    "without_surrogates",
]


class StepLine(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a failure, in words."""

    step: Annotated[int, Meta(description="The number of the step, from 1.")]
    line: Annotated[int, Meta(description="The line of its request in the transcript.")]
    replica: Annotated[str, Meta(description="The replica, in its form for people; empty if there is none.")]
    action: Annotated[str, Meta(description="What the request does.")]
    specified: Annotated[str, Meta(description="The right answer; empty where it does not matter.")]
    observed: Annotated[str, Meta(description="The answer of the target; empty where it does not matter.")]


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """One request, the answer that is expected, and the answer of the target."""

    line: Annotated[int, Meta(description="The line of the request in the case file; the first is 2, after hello.")]
    event: Annotated[int, Meta(description="The event of the history that the request belongs to; 0 for none.")]
    request: Annotated[dict[str, Any], Meta(description="The request, as the protocol writes it, without its id.")]
    expected: Annotated[
        dict[str, Any],
        Meta(
            description="The right answer: `ok` or `reject` as the protocol writes them; `either`, a list of such; "
            "`like`, the line whose answer is right once more; or `any`, a description in words."
        ),
    ]
    observed: Annotated[
        dict[str, Any],
        Meta(
            description="The answer, as the protocol writes it, without its id; or `broken`, with `text`: how the "
            "target crashed, hung or left the protocol."
        ),
    ]
    ok: Annotated[bool, Meta(description="Whether the answer is right; answers after the wrong one show its effect.")]


class Recipe(msgspec.Struct, frozen=True, kw_only=True):
    """How a case is made from a history: `antichain rejudge` reads it."""

    history: Annotated[
        tuple[dict[str, Any], ...],
        Meta(description="The history, a step each, as `antichain check --history` reads it."),
    ]
    variant: Annotated[
        dict[str, Any],
        Meta(description="How the history is played: names, amounts, reads, bytes, deltas. Its fields may change."),
    ]


def exchanges(failure: Failure) -> tuple[Exchange, ...]:
    """Return the requests and answers of a failure, up to and with the wrong answer and its evidence."""
    place = failure.violation.place
    steps_ = failure.case.script.steps[: len(failure.requests)]
    return tuple(
        Exchange(
            line=line,
            event=step.event,
            request=request_to_data(step.request),
            expected=plain_json(due(step.check.right())),
            observed=_observed(answer),
            ok=line - FIRST_LINE != place and (line - FIRST_LINE < place or meets(answer, step.check.expected)),
        )
        for line, (step, answer) in enumerate(zip(steps_, failure.answers, strict=False), FIRST_LINE)
    )


def second_answers(failure: Failure) -> tuple[dict[str, Any], ...]:
    """Return the answers of the second run of a flaky failure; none for another failure."""
    return tuple(map(_observed, failure.second_answers or ()))


def recipe(failure: Failure) -> Recipe | None:
    """Return how the case of a failure is made from its history, or None for a case written by hand."""
    case = failure.case
    if not isinstance(case, HistoryCase):
        return None
    lines = history_lines.write(case.execution.events).splitlines()
    return Recipe(history=tuple(map(msgspec.json.decode, lines)), variant=plain_json(case.variant))


def steps(failure: Failure) -> tuple[StepLine, ...]:
    """Return the steps of a failure in words."""
    return tuple(
        StepLine(
            step=step.number,
            line=step.line,
            replica=step.replica,
            action=step.action,
            specified=step.specified,
            observed=step.observed,
        )
        for step in failure.trace
    )


def request_to_data(request: Request) -> dict[str, Any]:
    """Return a request as data, as the protocol writes it; an amount that JSON cannot express is a word.

    >>> from antichain.conformance.protocol.requests import Increment
    >>> request_to_data(Increment("A", 2**60)), request_to_data(Increment("A", float("inf")))["by"]
    ({'op': 'increment', 'replica': 'A', 'by': '1152921504606846976'}, 'inf')
    """
    data: dict[str, Any] = msgspec.json.decode(jsonl.write_request(0, request))
    del data["id"]
    by = getattr(request, "by", None)
    return {**data, "by": str(by)} if isinstance(by, float) and not math.isfinite(by) else data


def plain_json(value: object) -> Any:  # noqa: ANN401 — any JSON value
    """Return a value as it is after it was written as JSON and read back.

    >>> plain_json(("A", 1))
    ['A', 1]
    """
    return msgspec.json.decode(msgspec.json.encode(value))


def _observed(answer: Answer) -> dict[str, Any]:
    try:
        return answer_to_data(answer)
    except UnicodeEncodeError:  # a target in process may answer half a surrogate pair
        return answer_to_data(without_surrogates(answer))


def without_surrogates(value: Any) -> Any:  # noqa: ANN401 — an answer, or any part of one
    r"""Return a value with an escape sequence for each half of a surrogate pair, which UTF-8 cannot encode.

    >>> without_surrogates({"a": ["\ud800"]})
    {'a': ['\\ud800']}
    """
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {without_surrogates(key): without_surrogates(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [without_surrogates(each) for each in value]
    if isinstance(value, msgspec.Struct):
        texts = {name: getattr(value, name) for name in value.__struct_fields__}
        return type(value)(**{name: without_surrogates(each) for name, each in texts.items()})
    return value
