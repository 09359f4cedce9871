"""Cases: scripts with a title. Some are compiled from a history, some are written by hand; each can shrink."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Any

from antichain.conformance.cases.clock import ClockCompiler
from antichain.conformance.cases.counter import CounterCompiler
from antichain.conformance.cases.deltas import ClockDeltaCompiler, CounterDeltaCompiler, suits
from antichain.conformance.histories.playable import playable
from antichain.conformance.oracle.cross_check import cross_check
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Kind
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from antichain.conformance.cases.script import Script
    from antichain.conformance.cases.variant import Variant

__all__ = ["Case", "DirectedCase", "HistoryCase", "compile_case"]

_EVENTS = (
    requests.Tick,
    requests.Increment,
    requests.Decrement,
    requests.Receive,
    requests.Construct,
    requests.Load,
)


@dataclass(frozen=True, slots=True)
class Case(ABC):
    """A script with a title: a :class:`HistoryCase`, or a :class:`DirectedCase`."""

    title: str
    script: Script

    @property
    def kind(self) -> Kind:
        """The kind that the target is judged as."""
        return self.script.kind

    @property
    def size(self) -> int:
        """The length of its history."""
        return self.until(len(self.script.requests) - 1)

    @abstractmethod
    def until(self, place: int) -> int:
        """Return the length of its history up to and with the request at ``place``."""

    @abstractmethod
    def smaller(self, place: int) -> Iterator[Case]:
        """Yield smaller cases, one of which may fail where this one fails at ``place``."""

    def with_script(self, script: Script) -> Case:
        """Return the case with another script for the same requests."""
        return replace(self, script=script)


@dataclass(frozen=True, slots=True)
class DirectedCase(Case):
    """A case written by hand, or read from a file.

    ``narrower`` yields its smaller cases. ``controls`` yields the same steps without the feature under test, the
    plainest first; without ``controls``, the requests are read as a history.
    """

    narrower: Callable[[int], Iterator[Case]] | None = None
    controls: Callable[[], Iterable[Case]] | None = None

    def until(self, place: int) -> int:
        """Return the number of updates and receives, or of requests if there are none of these."""
        events = (*_EVENTS, requests.Send) if self.kind is Kind.VECTOR_CLOCK else _EVENTS
        return sum(isinstance(request, events) for request in self.script.requests[: place + 1]) or place + 1

    def smaller(self, place: int) -> Iterator[Case]:
        """Yield the smaller cases that the scenario has for a failure at ``place``."""
        return self.narrower(place) if self.narrower else iter(())

    def with_script(self, script: Script) -> DirectedCase:
        """Return the case with another script and without smaller cases, so that it can be pickled."""
        return DirectedCase(self.title, script)


@dataclass(frozen=True, slots=True)
class HistoryCase(Case):
    """A history that was compiled in a variant, for a claim."""

    execution: Execution
    variant: Variant
    claim: Claim

    def until(self, place: int) -> int:
        """Return the number of the event to which the request at ``place`` belongs."""
        return self.script.steps[place].event

    def smaller(self, place: int) -> Iterator[HistoryCase]:
        """Yield cases with fewer events: those up to the request at ``place``, then all but a few in a row.

        Then one event is left out, and its state is replaced by an earlier one wherever it was received. Of a long run
        of equal events, each one leaves the same history: that is yielded once.
        """
        events = self.execution.events
        everything = range(1, len(events) + 1)
        until = self.until(place)
        kept = [set(range(1, until + 1))] if 0 < until < len(events) else []
        length = len(events) // 2
        while length:
            kept += [set(everything) - set(range(start, start + length)) for start in range(1, len(events) + 1, length)]
            length //= 2
        seen: set[object] = set()
        singly = (_closed(events, set(everything) - {e}, earlier=True) for e in everything)
        for keep in map(sorted, chain((_closed(events, chosen) for chosen in kept), singly)):
            number = {e: n for n, e in enumerate(keep, 1)}
            left = tuple(_renumbered(events, e, number) for e in keep), *self._variant_of(keep).items()
            if left not in seen:
                seen.add(left)
                yield from self._with_only(keep)
        for e, step in enumerate(events, 1):
            if isinstance(step, FaultStep) and step.during:
                yield from self._of([*events[: e - 1], replace(step, during=False), *events[e:]], everything)

    def up_to(self, event: int) -> Iterator[HistoryCase]:
        """Yield the history up to an event, if that history is shorter."""
        yield from self._with_only(range(1, event + 1))

    def without_faults(self) -> Iterator[HistoryCase]:
        """Yield the same history without its fault steps, in the baseline variant of states, if it has other steps."""
        events = self.execution.events
        keep = sorted(_closed(events, {e for e, step in enumerate(events, 1) if not isinstance(step, FaultStep)}))
        variant = replace(self.variant, delta=(), whole=())
        yield from replace(self, variant=variant)._with_only(keep)  # noqa: SLF001 — a method of this class

    def with_fresh_messages(self) -> Iterator[HistoryCase]:
        """Yield the history in which one replica receives each message at once, if that is another history."""
        fresh: set[int] = set()
        received: set[int] = set()
        latest: dict[str, int] = {}
        for e, step in enumerate(self.execution.events, 1):
            of = step.of
            if of is None or (of not in received and latest.get(self.execution.events[of - 1].replica) == of):
                fresh.add(e)
            received |= {of} if of is not None else set()
            latest[step.replica] = e
        yield from self._with_only(sorted(_closed(self.execution.events, fresh)))

    def without_a_receive(self, until: int) -> Iterator[HistoryCase]:
        """Yield the history up to an event without one of its receives, and without what depends on that."""
        events = self.execution.events
        for e in range(1, until):
            if events[e - 1].of is not None:
                yield from self._with_only(sorted(_closed(events, set(range(1, until + 1)) - {e})))

    def in_variant(self, variant: Variant) -> HistoryCase:
        """Return the same history in another variant."""
        return compile_case(self.execution, self.claim, variant, self.title)

    def in_full(self) -> HistoryCase:
        """Return the same history with full states instead of deltas."""
        if not self.variant.delta:
            return self
        compiler = (ClockDeltaCompiler if self.kind.is_clock else CounterDeltaCompiler)(
            self.execution, self.claim, self.variant
        )
        compiler.write()
        return compile_case(*compiler.in_full(), self.title)

    def _with_only(self, keep: Sequence[int]) -> Iterator[HistoryCase]:
        """Yield the case with only these steps, if they are fewer and form a legal history."""
        if keep and len(keep) < len(self.execution.events):
            number = {e: n for n, e in enumerate(keep, 1)}
            yield from self._of([_renumbered(self.execution.events, e, number) for e in keep], keep)

    def _of(self, steps: Sequence[Event | FaultStep], keep: Sequence[int]) -> Iterator[HistoryCase]:
        """Yield the case of these steps, which are numbered ``keep`` in this one, if it is legal."""
        try:
            less = Execution.of(steps)
        except ValueError:
            return  # a fault step needs an event that was left out
        if not playable(less, self.claim):
            return
        names = dict(zip(self.execution.replicas, self.variant.names, strict=True))
        parts = self._variant_of(keep)
        left = replace(self.variant, names=tuple(names[replica] for replica in less.replicas), **parts)
        if not left.delta or suits(less, left.delta, self.claim):
            yield compile_case(less, self.claim, left, self.title)

    def _variant_of(self, keep: Sequence[int]) -> dict[str, Any]:
        """Return the parts of the variant that depend on the numbers of steps, for a history of these steps."""
        variant = self.variant
        number = {e: n for n, e in enumerate(keep, 1)}
        pairs = None
        if variant.pairs is not None:
            pairs = tuple((number[e], number[f]) for e, f in variant.pairs if e in number and f in number)
        return {
            "amounts": tuple(variant.amounts[e - 1] for e in keep),
            "pairs": pairs,
            "delta": tuple(variant.delta[e - 1] for e in keep) if variant.delta else (),
            "whole": tuple(number[e] for e in variant.whole if e in number),
            "refusals": tuple(number[e] for e in variant.refusals if e in number),
        }


def compile_case(execution: Execution, claim: Claim, variant: Variant, title: str = "history") -> HistoryCase:
    """Return the case that plays a history of at least one event in a variant.

    Raises:
        HarnessDefect: the oracles disagree about the history.

    """
    cross_check(execution)
    by_state, by_delta = (
        (ClockCompiler, ClockDeltaCompiler) if claim.kind.is_clock else (CounterCompiler, CounterDeltaCompiler)
    )
    compiler = by_delta if variant.delta else by_state
    script = compiler(execution, claim, variant).write()
    return HistoryCase(title, script, execution, variant, claim)


def _closed(events: Sequence[Event | FaultStep], keep: set[int], *, earlier: bool = False) -> set[int]:
    """Return ``keep`` without the receives of states that are not in it, or with ``earlier``, that have none before."""
    closed: set[int] = set()
    for e in sorted(keep):
        of = events[e - 1].of
        if of is None or of in closed or (earlier and _latest(events, of, closed)):
            closed.add(e)
    return closed


def _latest(events: Sequence[Event | FaultStep], of: int, among: Container[int]) -> int:
    """Return the step ``of`` if it is among some; else their latest event of the same replica before it, or 0."""
    if of in among:
        return of
    replica = events[of - 1].replica
    mine = (e for e in range(of, 0, -1) if e in among and isinstance(events[e - 1], Event))
    return next((e for e in mine if events[e - 1].replica == replica), 0)


def _renumbered(events: Sequence[Event | FaultStep], e: int, number: Mapping[int, int]) -> Event | FaultStep:
    """Return step ``e`` with the new numbers of the steps that it refers to."""
    step = events[e - 1]
    if isinstance(step, Event):
        return Event(step.replica, None if step.of is None else number[_latest(events, step.of, number)])
    own = (n for n in range(step.back, 0, -1) if n in number and _subject(events[n - 1]) == step.replica)
    return replace(step, back=number[n] if (n := next(own, 0)) else 0)


def _subject(step: Event | FaultStep) -> str:
    return step.subject if isinstance(step, FaultStep) else step.replica
