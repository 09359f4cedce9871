"""A sample of the cases of a phase, if there is no time for all: a case for each rule, then some of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from antichain.conformance.cases.case import Case

__all__ = ["sampled"]


def sampled(cases: Iterable[Case], requests: int, covered: Collection[str]) -> Sequence[Case]:
    """Return the cases of a phase, or a sample in the same order if they have more than ``requests`` requests.

    It always has the shortest case for each rule that is not ``covered`` yet, and as many of the others as fit, spread
    evenly.
    """
    cases = [*cases]
    sizes = [len(case.script.requests) for case in cases]
    if sum(sizes) <= requests:
        return cases
    chosen = _shortest(cases, covered)
    rest = [place for place in range(len(cases)) if place not in chosen]
    part = max(0, requests - sum(sizes[place] for place in chosen)) / max(1, sum(sizes[place] for place in rest))
    saved = 0.0
    for place in rest:
        saved += part * sizes[place]
        if saved >= sizes[place]:
            saved -= sizes[place]
            chosen.add(place)
    return [case for place, case in enumerate(cases) if place in chosen]


def _shortest(cases: Sequence[Case], covered: Collection[str]) -> set[int]:
    """Return the places of the shortest cases that cover the rules that are not covered yet."""
    known = set(covered)
    chosen: set[int] = set()
    for place in sorted(range(len(cases)), key=lambda place: len(cases[place].script.requests)):
        rules = set(cases[place].script.covered) - known
        if rules:
            known |= rules
            chosen.add(place)
    return chosen
