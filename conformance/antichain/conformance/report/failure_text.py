"""A failure as plain text, for formats without tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from antichain.conformance.engine.results.file import encoded
from antichain.conformance.histories.public import loads
from antichain.conformance.report.spacetime import sketch
from antichain.conformance.report.visible import brief
from antichain.conformance.rules.broken import broken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from antichain.conformance.engine.results.lines import FailureLine
    from antichain.conformance.engine.results.transcript import StepLine

__all__ = ["NOT_ATTRIBUTED", "drawing", "length", "notes", "shortened", "text"]

NOT_ATTRIBUTED = (
    "the time for causes ended first, so this may follow from another failure; "
    "give a larger --budget, without a profile"
)

_LONG, _FIRST = 40, 12
"""If a failure has more than ``_LONG`` steps, ``_FIRST`` are shown at either end."""


def text(failure: FailureLine) -> str:
    """Return the broken rules, the steps, a drawing, the reason and the commands, a line each."""
    return "\n".join(_lines(failure))


def _lines(failure: FailureLine) -> Iterator[str]:
    yield f"{failure.kind} breaks {broken(failure.rules)} ({length(failure)}, found in phase {failure.phase})"
    yield f"because {brief(failure.because)}"
    yield ""
    first, left_out, last = shortened(failure.steps)
    yield from map(_step, first)
    if left_out:
        yield f"  … {left_out} steps like these"
    yield from map(_step, last)
    if lines := drawing(failure):
        yield ""
        yield from (f"  {line}" for line in lines)
    if said := notes(failure):
        yield ""
        yield from said
    if failure.reproduce:
        yield ""
        yield from (f"$ {command}" for command in failure.reproduce)


def notes(failure: FailureLine) -> tuple[str, ...]:
    """Return notes on a failure: that it is minimal, not attributed, or flaky, and the claim that may be missing."""
    said = (
        failure.minimal,
        f"hint: {failure.hint}" if failure.hint else "",
        f"not attributed: {NOT_ATTRIBUTED}" if failure.not_attributed else "",
        "flaky: a fresh process gave other answers" if failure.flaky else "",
    )
    return tuple(filter(None, said))


def _step(step: StepLine) -> str:
    told = (
        f"  {step.step}. {brief(step.replica)} {brief(step.action)}"
        if step.replica
        else f"  {step.step}. {brief(step.action)}"
    )
    if step.specified or step.observed:
        told += f": {brief(step.specified)} is specified, {brief(step.observed)} was observed"
    return told


def shortened(steps: Sequence[StepLine]) -> tuple[Sequence[StepLine], int, Sequence[StepLine]]:
    """Return the first steps, the number of omitted ones, and the last steps; a few steps are all first."""
    if len(steps) <= _LONG:
        return steps, 0, ()
    return steps[:_FIRST], len(steps) - 2 * _FIRST, steps[-_FIRST:]


def drawing(failure: FailureLine) -> list[str]:
    """Return the history as a small space-time picture.

    It is empty for a case written by hand, a picture that is too wide, or a changed recipe.
    """
    if failure.recipe is None:
        return []
    try:
        execution = loads("\n".join(encoded(step).decode() for step in failure.recipe.history))
        called = msgspec.convert(failure.recipe.variant["names"], list[str])
        names = dict(zip(execution.replicas, called, strict=True))
        return sketch(execution.events[: failure.events], names)
    except (ValueError, LookupError, TypeError):
        return []


def length(failure: FailureLine) -> str:
    """Return the number of events of a history in words, or the number of steps of a case written by hand."""
    number, noun = (failure.events, "event") if failure.recipe else (len(failure.steps), "step")
    return f"{number or 'no'} {noun}{'s' if number > 1 else ''}"
