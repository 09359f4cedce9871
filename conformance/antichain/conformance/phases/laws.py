"""The phase of laws: algebraic laws, directed scenarios, and small histories under hostile names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import chain, combinations
from typing import TYPE_CHECKING

from antichain.conformance.cases.case import compile_case
from antichain.conformance.cases.variant import default_variant, distinct
from antichain.conformance.histories.playable import playable, reach, shared
from antichain.conformance.histories.replica_names import further, hostile, order_sensitive
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.phases.bounds import FLOOR
from antichain.conformance.phases.names import PhaseName
from antichain.conformance.phases.phase import Phase, PhaseInput
from antichain.conformance.scenarios import (
    across_processes,
    algebraic_laws,
    amounts,
    constructed_states,
    large_counts,
    large_sums,
    long_runs,
    many_replicas,
    message_immutability,
    python_operators,
    repeated_histories,
    state_order,
    tall_states,
    tick_sizes,
)
from antichain.conformance.scenarios.claimed import (
    aging,
    digests,
    interrupted_receives,
    joined_states,
    renamed_replicas,
    resumed_states,
    reused_arguments,
    wide_states,
)
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from antichain.conformance.cases.case import Case, HistoryCase
    from antichain.conformance.phases.bounds import Bounds
    from antichain.conformance.phases.phase import PhaseRun
    from antichain.conformance.protocol.answers import Answers
    from antichain.conformance.protocol.claims import Claim

__all__ = ["SCENARIOS", "Laws", "Scenario", "laws"]


@dataclass(frozen=True, slots=True)
class Scenario:
    """Some cases of the phase, with a name by which a test of the harness leaves them out."""

    name: str
    cases: Callable[[PhaseInput], Iterable[Case]]


def _amounts(given: PhaseInput) -> Iterable[Case]:
    options = given.claim.options
    counts = not given.claim.kind.is_clock and options.history and options.amounts == "any"
    return amounts.probes(given.claim, in_process=given.in_process) if counts else ()


def _names(given: PhaseInput) -> Iterator[Case]:
    """Yield small histories under hostile names."""
    if given.claim.options.history:
        yield from _named(given.claim, given.bounds)
        yield from _named_further(given.claim)


SCENARIOS = (
    Scenario("amounts", _amounts),
    Scenario("message immutability", lambda given: message_immutability.probes(given.claim)),
    Scenario("constructed states", lambda given: constructed_states.probes(given.claim)),
    Scenario("large counts", lambda given: large_counts.probes(given.claim)),
    Scenario("tall states", lambda given: tall_states.probes(given.claim)),
    Scenario("large sums", lambda given: large_sums.probes(given.claim)),
    Scenario("tick sizes", lambda given: tick_sizes.probes(given.claim)),
    Scenario("algebraic laws", lambda given: algebraic_laws.probes(given.claim, given.bounds.states)),
    Scenario("resumed states", lambda given: resumed_states.probes(given.claim)),
    Scenario("joined states", lambda given: joined_states.probes(given.claim)),
    Scenario("aging", lambda given: aging.probes(given.claim)),
    Scenario("interrupted receives", lambda given: interrupted_receives.probes(given.claim)),
    Scenario("renamed replicas", lambda given: renamed_replicas.probes(given.claim)),
    Scenario("reused arguments", lambda given: reused_arguments.probes(given.claim, in_process=given.in_process)),
    Scenario("state order", lambda given: state_order.probes(given.claim)),
    Scenario("digests", lambda given: digests.probes(given.claim)),
    Scenario("wide states", lambda given: wide_states.probes(given.claim, given.bounds.crowd)),
    Scenario("names", _names),
    Scenario("long runs", lambda given: long_runs.probes(given.claim, given.bounds.crowd)),
    Scenario("many replicas", lambda given: many_replicas.probes(given.claim, given.bounds.crowd)),
)
"""The scenarios of the phase, in the order in which they run."""


@dataclass(frozen=True)
class Laws(Phase):
    """Scenarios; then bytes in another process, and the operators of a Python library."""

    scenarios: tuple[Scenario, ...] = SCENARIOS
    across_processes: Callable[..., Iterator[tuple[Case, Answers]]] = across_processes.cases

    name = PhaseName.LAWS

    def cases(self, given: PhaseInput) -> Iterator[Case]:
        """Yield the cases of each scenario in turn."""
        return chain.from_iterable(scenario.cases(given) for scenario in self.scenarios)

    def extent(self, claim: Claim, bounds: Bounds | None) -> str:
        """Return the same words for all kinds."""
        del claim, bounds
        return "scenarios about laws, amounts, names, messages, constructed states"

    def run(self, run: PhaseRun) -> None:
        """Run all cases, then those that need a second process, and compare the values of a Python library."""
        super().run(run)
        if run.ended:
            return
        claim = run.input.claim
        for case, answers in repeated_histories.cases(claim, run.input.repeated, run.fresh):
            run.judge(case, answers)
        names = 2 if run.input.bounds.requests else None
        for case, answers in self.across_processes(claim, run.connection, run.fresh, names):
            run.judge(case, answers)
            if run.ended:
                return
        run.record("LIB-HASH", python_operators.compared(claim, run.connection))


def laws(claim: Claim, bounds: Bounds, *, in_process: bool) -> Iterator[Case]:
    """Yield the cases of all scenarios."""
    return Laws().cases(PhaseInput(claim, bounds, in_process=in_process))


def _named_further(claim: Claim) -> Iterator[Case]:
    """Play one short history under each further group of names, through bytes if the target offers them."""
    execution = next((execution for execution in (_round(), *_conversations()) if playable(execution, claim)), None)
    if execution is None:
        return
    plain = distinct(default_variant(execution, claim), claim)
    for group in further(claim.options):
        # A history of two replicas needs each pair of the group.
        groups = (group,) if len(plain.names) == len(group) else combinations(group, 2)
        for names in groups:
            variant = replace(plain, names=names[: len(plain.names)], recoded=claim.options.wire)
            yield _with("ID-DISTINCT", compile_case(execution, claim, variant, f"names {group}"))


def _named(claim: Claim, bounds: Bounds) -> Iterator[Case]:
    """Play small histories and exchanges under every group of names, directly and through bytes."""
    wide = bounds.named > FLOOR.named
    talks = [execution for execution in _conversations() if playable(execution, claim)]
    talks = (talks[1:] or talks) if wide else talks[-1:]
    small = chain(shared(3, bounds.named, reach(claim.kind)), [_round()])
    for execution in chain((execution for execution in small if playable(execution, claim)), talks):
        # Distinct amounts show the replica of an update.
        plain = distinct(default_variant(execution, claim), claim)
        groups = hostile(claim.options)
        pairs = [pair for _, *pair in groups] + [[one, third] for one, _, third in groups]
        others = pairs if wide and execution in talks else []
        for group in (*groups, *others):
            named = replace(plain, names=tuple(group[: len(plain.names)]))
            for variant in (named, replace(named, recoded=True))[: 1 + claim.options.wire]:
                yield _with("ID-DISTINCT", compile_case(execution, claim, variant, f"names {group}"))
        if claim.options.wire:
            yield _with("WIRE-ROUND", compile_case(execution, claim, replace(plain, recoded=True)))
            sensitive = order_sensitive(claim.options)
            for group in (*sensitive, *(tuple(reversed(group[:2])) for group in sensitive if execution in talks)):
                variant = replace(plain, names=group[: len(plain.names)], recoded=True)
                yield _with("WIRE-ORDER", compile_case(execution, claim, variant, f"names {group} through bytes"))


@cache
def _conversations() -> tuple[Execution, ...]:
    """Return histories in which two replicas exchange their states: once one way, once each way, and twice.

    The first, of two events, is for a target whose bound is too small for the others.
    """
    a, b = Event("A"), Event("B")
    talk = [a, b, Event("B", of=1), Event("A", of=3), a, b, Event("B", of=5), Event("A", of=7)]
    return Execution.of([a, Event("B", of=1)]), Execution.of(talk[:3]), Execution.of(talk[:4]), Execution.of(talk)


@cache
def _round() -> Execution:
    """Return a history in which three replicas pass their states on in a circle."""
    a, b, c = Event("A"), Event("B"), Event("C")
    return Execution.of([a, b, c, Event("B", of=1), Event("C", of=4), Event("A", of=5)])


def _with(rule: str, case: HistoryCase) -> Case:
    """Return the case; its script also covers a rule if a message travels, and that of names if there are two."""
    travels = any(event.of is not None for event in case.execution.events)
    if travels and (rule == "WIRE-ROUND" or len(case.execution.replicas) > 1):
        return case.with_script(case.script.covering(rule))
    return case
