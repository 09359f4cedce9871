"""The random phase: histories that a Hypothesis state machine draws.

The machine only writes the history. The whole history is played and judged when the machine is done. So a target in
another process gets all requests at once, and Hypothesis shrinks the history.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING, ClassVar

from hypothesis import HealthCheck, seed, settings
from hypothesis import Phase as HypothesisPhase
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from antichain.conformance.cases.case import compile_case
from antichain.conformance.cases.deltas import Regime, regime, suits
from antichain.conformance.cases.variant import Variant, busy
from antichain.conformance.histories.playable import playable
from antichain.conformance.histories.replica_names import hostile, plain
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.oracle.legality import why_illegal
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.phases.hypothesis_backend import BACKEND
from antichain.conformance.phases.names import PhaseName
from antichain.conformance.phases.phase import NO_HISTORIES, Phase
from antichain.conformance.protocol.claims import Claim, Fault, Kind
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.conformance.cases.case import Case
    from antichain.conformance.phases.bounds import Bounds
    from antichain.conformance.phases.phase import PhaseInput, PhaseRun

__all__ = ["HistoryMachine", "RandomHistories"]

_MOST_REPLICAS = 12
_MOST_FAULTS = 6
_UNLUCKY = 2
"""Faults hit at most this many replicas, so that several hit the same one."""
_POWERS = 30
"""Amounts are distinct powers of two up to this one, so that a wrong total shows the wrong update."""


class _EnoughError(BaseException):
    """Ends the drawing; Hypothesis reports any ``Exception`` as a failure of the test."""


class RandomHistories(Phase):
    """Random histories; the same seed and bounds draw the same ones."""

    name = PhaseName.RANDOM

    def cases(self, given: PhaseInput) -> list[Case]:
        """Return all drawn histories."""
        drawn: list[Case] = []
        _draw(given, drawn.append)
        return drawn

    def extent(self, claim: Claim, bounds: Bounds | None) -> str:
        """Return the numbers of histories, events and replicas."""
        if not claim.options.history or bounds is None:
            return NO_HISTORIES
        most = min(_MOST_REPLICAS, claim.options.replicas or _MOST_REPLICAS)
        size = f"of up to {bounds.steps} events on up to {most} replicas"
        return f"{bounds.histories} random histories {size}, and some of one event"

    def total(self, given: PhaseInput) -> int | None:
        """Return the largest number of histories."""
        return given.bounds.histories

    def run(self, run: PhaseRun) -> None:
        """Run each history as soon as it is drawn, so that the progress is visible."""
        left = run.input.bounds.requests_of(self.name) or inf

        def play(case: Case) -> None:
            nonlocal left
            left -= len(case.script.requests)
            if left < 0 or run.ended:
                raise _EnoughError
            run.play(case)

        with contextlib.suppress(_EnoughError):
            _draw(run.input, play)


def _draw(given: PhaseInput, done: Callable[[Case], None]) -> None:
    """Draw histories, and call ``done`` with each."""
    if not given.claim.options.history:
        return

    class Machine(HistoryMachine):
        claim = given.claim

        def done(self, case: Case) -> None:
            done(case)

    seed(given.seed)(Machine)
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=given.bounds.histories,
            stateful_step_count=given.bounds.steps,
            database=None,
            deadline=None,
            phases=[HypothesisPhase.generate],
            backend=BACKEND,
            suppress_health_check=list(HealthCheck),
        ),
    )


class HistoryMachine(RuleBasedStateMachine):
    """Writes one history; subclasses give the claim and handle the case."""

    claim: ClassVar[Claim]
    fractions: ClassVar[bool] = False
    """Whether refused updates may also be by a fraction; the phase tests fractions in scenarios."""

    def __init__(self) -> None:
        """Begin with no events."""
        super().__init__()
        self.events: list[Event | FaultStep] = []
        self.amounts: list[int] = []
        self.execution = Execution()
        self.entered: list[str] = []

    def done(self, case: Case) -> None:
        """Play the history; subclasses raise where it fails."""
        raise NotImplementedError

    @initialize(data=st.data())
    def choose(self, data: st.DataObject) -> None:
        """Choose the number and names of the replicas, the variant, and the first update.

        Hypothesis leaves out some rules in each history; without updates no other step would be possible.
        """
        most = min(_MOST_REPLICAS, self.claim.options.replicas or _MOST_REPLICAS)
        # With few replicas, an update soon reaches the others.
        count = data.draw(st.one_of(st.integers(min(2, most), min(3, most)), st.integers(min(2, most), most)))
        names = plain(self.claim.options, count)
        if data.draw(st.booleans(), label="hostile names"):
            group = data.draw(st.sampled_from(hostile(self.claim.options)), label="names")
            # Plain names that are also in the group would not be distinct.
            names = (*group[: len(names)], *(name for name in names[3:] if name not in group))
        self.names = names
        self.watched = data.draw(st.booleans(), label="read after each event")
        self.recoded = self.claim.options.wire and data.draw(st.booleans(), label="through bytes")
        how = st.sampled_from([None, *Regime]) if self.claim.options.delta else st.none()
        self.regime = data.draw(how, label="deltas")
        self.whole = data.draw(st.integers(0, 4), label="period of the receives of a full state") if self.regime else 0
        self.busy = data.draw(st.booleans(), label="refusals and reads between events")
        self.fraction = self.fractions and data.draw(st.booleans(), label="the refused amounts are fractions")
        self.update(data.draw(st.integers(0, _MOST_REPLICAS - 1)), added=data.draw(st.booleans()))

    @rule(replica=st.integers(0, _MOST_REPLICAS - 1), added=st.booleans())
    def update(self, replica: int, added: bool) -> None:  # noqa: FBT001 — drawn by Hypothesis
        """A replica makes an update."""
        self._update(self._name(replica), added=added)

    def _update(self, name: str, *, added: bool) -> None:
        made = sum(event.is_update for event in self.events)
        limit = self.claim.options.limit
        bounded = self.claim.options.amounts == "one" or (limit is not None and limit < 1 << (_POWERS + 1))
        amount = 1 if bounded or made >= _POWERS else 1 << made
        self._happen(Event(name), -amount if self.claim.kind is Kind.PN_COUNTER and not added else amount)

    @rule(replica=st.integers(0, _MOST_REPLICAS - 1), back=st.integers(0, 60))
    def receive(self, replica: int, back: int) -> None:
        """A replica receives one of the latest states, or an old one."""
        self._receive(self._name(replica), back)

    def _receive(self, name: str, back: int) -> None:
        only_updates = self.claim.kind is Kind.VECTOR_CLOCK
        candidates = [e for e, step in enumerate(self.events, 1) if _left_a_state(step, only_updates=only_updates)]
        if candidates:
            self._happen(Event(name, of=candidates[-1 - back % len(candidates)]), 0)

    @precondition(
        lambda self: _has_faults(self.claim) and sum(isinstance(e, FaultStep) for e in self.events) < _MOST_FAULTS
    )
    @rule(
        replica=st.integers(0, 5),
        choice=st.integers(0, 60),
        back=st.integers(0, 60),
        other=st.integers(0, _MOST_REPLICAS - 1),
        hears=st.booleans(),
    )
    def apply_fault(self, replica: int, choice: int, back: int, other: int, hears: bool) -> None:  # noqa: FBT001 — Hypothesis draws it by name
        """Add one of the offered faults; the replica then continues, and another one receives from it."""
        before = len(self.events)
        unlucky = (*self._there()[:_UNLUCKY], *self.entered)
        self._apply_fault(unlucky[replica % len(unlucky)], choice, back)
        if len(self.events) == before or not isinstance(fault_step := self.events[-1], FaultStep):
            return
        if hears:
            self._receive(fault_step.subject, back)
        self._update(fault_step.subject, added=True)
        if self.events[-1] == Event(fault_step.subject):
            self._happen(Event(self._name(other), of=len(self.events)), 0)

    def _apply_fault(self, name: str, choice: int, back: int) -> None:
        more = {Fault.CRASH: not self.claim.kind.is_clock, Fault.RETIRE: Fault.JOIN in self.claim.faults}
        offered = [
            (fault, further) for fault in self.claim.faults for further in (False, True)[: 1 + more.get(fault, False)]
        ]
        fault, further = offered[choice % len(offered)]
        match fault:
            case Fault.CRASH if further:
                self._happen(FaultStep(name, fault, during=True), 1)
            case Fault.CRASH | Fault.WIPE:
                self._happen(FaultStep(name, fault), 0)
            case Fault.RESTORE:
                own = [e for e, step in enumerate(self.events, 1) if step.replica == name]
                self._happen(FaultStep(name, fault, back=[0, *own][back % (len(own) + 1)]), 0)
            case Fault.CLONE if self._more:
                self._happen(FaultStep(name, fault, as_=self._fresh()), 0)
            case Fault.JOIN:
                gone = sorted(self.execution.retired)
                if gone or self._more:
                    self._happen(FaultStep(gone[back % len(gone)] if gone else self._fresh(), fault), 0)
            case Fault.RETIRE:
                self._retire(name, again=further)

    def _retire(self, name: str, *, again: bool) -> None:
        """A replica sends its state to all others and retires; perhaps it joins again at once."""
        self._happen(Event(name), 1)
        last = len(self.events)
        if self.events and self.events[-1] == Event(name):
            for other in self._there():
                if other != name:
                    self._happen(Event(other, of=last), 0)
            self._happen(FaultStep(name, Fault.RETIRE), 0)
            if again:
                self._happen(FaultStep(name, Fault.JOIN), 0)

    def _there(self) -> tuple[str, ...]:
        """Return all replicas: the initial ones, and those that joined or were cloned."""
        return tuple(dict.fromkeys((*plain(self.claim.options, len(self.names)), *self.entered)))

    @property
    def _more(self) -> bool:
        return self.claim.options.replicas is None or len(self._there()) < self.claim.options.replicas

    def _fresh(self) -> str:
        """Return a name for a replica that joins."""
        there = {*self._there(), *self.names}
        name = next(name for name in plain(self.claim.options, len(there) + 1) if name not in there)
        self.entered.append(name)
        return name

    def _name(self, replica: int) -> str:
        there = self._there()
        return there[replica % len(there)]

    def _happen(self, step: Event | FaultStep, amount: int) -> None:
        """Add a step, if it can come next: an ordered channel, or a retired replica, excludes some steps."""
        limit = inf if self.claim.kind.is_clock or self.claim.options.limit is None else self.claim.options.limit
        if why_illegal(self.execution, step) or sum(map(abs, (*self.amounts, amount))) > limit:
            return
        bounded = self.claim.kind.is_clock and self.claim.options.limit is not None
        strict = bounded or self.claim.options.channel != "any"
        if strict and not playable(self.execution.extend(step), self.claim):
            return
        self.execution = self.execution.extend(step)
        self.events.append(step)
        self.amounts.append(amount)

    def teardown(self) -> None:
        """Play the history as a whole."""
        if self.events:
            called = dict(zip(plain(self.claim.options, len(self.names)), self.names, strict=True))
            names = tuple(called.get(replica, replica) for replica in self.execution.replicas)
            amounts = tuple(self.amounts) if not self.claim.kind.is_clock else (1,) * len(self.events)
            delta = regime(self.execution, self.claim.kind, self.regime) if self.regime else ()
            if not suits(self.execution, delta, self.claim):
                delta = ()
            whole: tuple[int, ...] = ()
            if (
                self.whole
                and delta
                and self.claim.kind is not Kind.VECTOR_CLOCK
                and self.claim.options.channel == "any"
            ):
                receives = [e for e, step in enumerate(self.events, 1) if step.of is not None]
                whole = tuple(receives[:: self.whole])
            variant = Variant(names, amounts, recoded=self.recoded, watched=self.watched, delta=delta, whole=whole)
            if self.busy:
                variant = replace(busy(variant, self.execution, self.claim), fraction=self.fraction)
            self.done(compile_case(self.execution, self.claim, variant, "random history"))


def _has_faults(claim: Claim) -> bool:
    """Return whether faults are tried; with entries from birth, it is not defined when a new incarnation is born."""
    return bool(claim.faults) and not (claim.kind.is_clock and claim.options.birth == "entry")


def _left_a_state(step: Event | FaultStep, *, only_updates: bool) -> bool:
    """Return whether a step left a state that can be received."""
    return step.is_update or (isinstance(step, Event) and not only_updates)
