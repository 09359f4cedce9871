"""The phase of given histories: those from a file."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING

from antichain.conformance.cases.case import compile_case
from antichain.conformance.cases.deltas import regimes, suits
from antichain.conformance.cases.variant import default_variant
from antichain.conformance.histories.playable import playable
from antichain.conformance.histories.replica_names import legal
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.phases.names import PhaseName
from antichain.conformance.phases.phase import NO_HISTORIES, Phase
from antichain.conformance.protocol.claims import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.cases.case import Case
    from antichain.conformance.histories.jsonl import History
    from antichain.conformance.phases.bounds import Bounds
    from antichain.conformance.phases.phase import PhaseInput
    from antichain.conformance.protocol.claims import Claim

__all__ = ["GivenHistory", "given_history"]


class GivenHistory(Phase):
    """Each history from a file, read after each event, then at the end only, then by deltas."""

    name = PhaseName.HISTORY

    def cases(self, given: PhaseInput) -> Iterator[Case]:
        """Yield the variants of each history that a target with this claim can play."""
        return chain.from_iterable(given_history(given.claim, history) for history in given.histories)

    def extent(self, claim: Claim, bounds: Bounds | None) -> str:
        """Return the extent in words, if the kind offers histories."""
        del bounds
        return "each given history" if claim.options.history else NO_HISTORIES


def given_history(claim: Claim, history: History) -> Iterator[Case]:
    """Yield the variants of a history; none, if a target with this claim cannot play it."""
    execution = Execution.of(history.events)
    if not {event.fault for event in history.events if isinstance(event, FaultStep)}.issubset(claim.faults):
        return
    negative = any(by < 0 for by in history.amounts) and claim.kind is not Kind.PN_COUNTER
    named = all(legal(claim.options, name) for name in execution.replicas)
    beyond = (
        claim.options.limit is not None
        and sum(map(abs, history.amounts)) > claim.options.limit
        and not claim.kind.is_clock
    )
    beyond |= claim.options.amounts == "one" and not claim.kind.is_clock and any(abs(by) > 1 for by in history.amounts)
    if claim.options.history and named and not negative and not beyond and playable(execution, claim):
        variant = replace(default_variant(execution, claim), names=execution.replicas, amounts=history.amounts)
        for watched in (True, False):
            yield compile_case(execution, claim, replace(variant, watched=watched), "given history")
        for flags in regimes(execution, claim.kind) if claim.options.delta and not execution.fault_steps else ():
            if suits(execution, flags, claim):
                yield compile_case(execution, claim, replace(variant, delta=flags), "given history by deltas")
