"""The phase of large histories: one of each family, at scale."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from antichain.conformance.cases.case import compile_case
from antichain.conformance.cases.variant import default_variant, distinct
from antichain.conformance.histories.by_deltas import long_histories
from antichain.conformance.histories.churn import churns
from antichain.conformance.histories.families import FAMILIES, generate
from antichain.conformance.histories.playable import playable, reach
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.phases.exhaustive import deltas_playable
from antichain.conformance.phases.names import PhaseName
from antichain.conformance.phases.phase import NO_HISTORIES, Phase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.cases.case import Case
    from antichain.conformance.histories.exhaustive import Reach
    from antichain.conformance.phases.bounds import Bounds
    from antichain.conformance.phases.phase import PhaseInput
    from antichain.conformance.protocol.claims import Claim

__all__ = ["LargeHistories"]

_MANY = 100
"""The least number of updates, deltas or incarnations of a long history."""
_REPLICAS = 12
_STAR = 40
"""A star has more replicas than the other families: with few messages, many of them meet."""


class LargeHistories(Phase):
    """One history of each family, every second through bytes; then long ones by deltas, and with many incarnations.

    For clocks, a sample of the stamps is compared.
    """

    name = PhaseName.LARGE

    def cases(self, given: PhaseInput) -> Iterator[Case]:
        """Yield one history of each family that a target with this claim can play."""
        claim = given.claim
        replicas = min(_REPLICAS, claim.options.replicas or _REPLICAS)
        if not claim.options.history or replicas < 2:  # noqa: PLR2004 — a network needs two replicas
            return
        for number, family in enumerate(FAMILIES):
            many = min(_STAR, claim.options.replicas or _STAR) if family == "star" else replicas
            execution = _family(family, many, given.bounds.large, given.seed, reach(claim.kind))
            if playable(execution, claim):
                pairs = _sample(given, family, len(execution.events))
                plain = replace(default_variant(execution, claim), pairs=pairs)
                through = replace(plain, recoded=claim.options.wire and number % 2 == 1)
                yield compile_case(execution, claim, through, family)
        yield from _long(given)

    def extent(self, claim: Claim, bounds: Bounds | None) -> str:
        """Return the number of events and replicas."""
        if not claim.options.history or bounds is None:
            return NO_HISTORIES
        most = min(_STAR, claim.options.replicas or _STAR)
        return f"a history of each family, of {bounds.large} events on up to {most} replicas"

    def total(self, given: PhaseInput) -> int | None:
        """Return the number of families."""
        del given
        return len(FAMILIES)


@cache
def _family(family: str, replicas: int, events: int, seed: int, reach_: Reach) -> Execution:
    return Execution.of(generate(family, replicas, events, seed, reach_).events)


def _long(given: PhaseInput) -> Iterator[Case]:
    """Yield long histories by deltas, and histories with many incarnations."""
    claim, bounds = given.claim, given.bounds
    if claim.options.delta:
        for title, history in long_histories(max(_MANY, 5 * bounds.large // 2)):
            if deltas_playable(history, given.claim):
                variant = replace(
                    default_variant(history.execution, claim), delta=history.deltas, watched=history.watched
                )
                yield compile_case(history.execution, claim, variant, title)
    for title, execution, pairs in churns(given.claim.faults, max(_MANY // 2, bounds.large * 2 // 3)):
        if playable(execution, claim):
            variant = distinct(default_variant(execution, claim), claim)
            yield compile_case(execution, claim, replace(variant, pairs=pairs), title)


def _sample(given: PhaseInput, family: str, events: int) -> tuple[tuple[int, int], ...]:
    """Return pairs of distinct events to compare, the same for the same seed and family."""
    random = Random(f"{given.seed} {family}")  # noqa: S311 — reproducible, not secret
    numbers = range(1, events + 1)
    pairs = [(random.choice(numbers), random.choice(numbers)) for _ in range(given.bounds.large)]
    return tuple((e, f) for e, f in pairs if e != f)
