"""Executions: a history, and the state of each replica after each of its steps.

Order comes from bit masks: the past of an event is the union of its causes' pasts. Counts come from the ledger: the set
of dots (incarnation, n), one for each update, that travelled to a replica. The model's clocks are a third source. None
of the three is computed from another; :mod:`antichain.conformance.oracle.cross_check` compares them.

Sets of events are bit masks: event ``e`` is bit ``e - 1``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from antichain.conformance.oracle.legality import why_illegal
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.model import clock
from antichain.model.clock import Clock, Order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from antichain.conformance.oracle.steps import Step

__all__ = ["Dot", "Execution", "inclusion"]

Dot = tuple[str, int]


def inclusion(x: int, y: int) -> Order:
    """Return the order of two sets by inclusion.

    >>> inclusion(0b01, 0b11), inclusion(0b01, 0b10)
    (<Order.BEFORE: 'before'>, <Order.CONCURRENT: 'concurrent'>)
    """
    if x == y:
        return Order.EQUAL
    shared = x & y
    if shared == x:
        return Order.BEFORE
    return Order.AFTER if shared == y else Order.CONCURRENT


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Execution:
    """A history, and what is true after each of its steps; a step is an event or a fault step.

    An execution never changes, and an extended one shares nothing with it that could change. After a fault step, each
    value below describes the state of the replica that runs after it. Two executions are equal only if they are the
    same object.
    """

    events: tuple[Step, ...] = ()
    """The steps, in the order of the history; step ``e`` is ``events[e - 1]``."""
    pasts: tuple[int, ...] = ()
    """The events that happened before each step."""
    known: tuple[int, ...] = ()
    """The updates that the replica knows right after each step."""
    ledger: tuple[frozenset[Dot], ...] = ()
    """The same updates, as dots."""
    stamps: tuple[Clock, ...] = ()
    """The model's vector clock of each step."""
    versions: tuple[Clock, ...] = ()
    """The model's version vector of each step."""
    incarnations: tuple[str, ...] = ()
    """The incarnation of the replica that made each step: the name under which it counts its updates."""
    predecessors: tuple[int, ...] = ()
    """The event whose state the replica had when each step began; 0 if it had none."""
    current_event: Mapping[str, int] = field(default_factory=dict)
    """The event whose state each replica has at the end; 0 if it has none."""
    incarnation_of: Mapping[str, str] = field(default_factory=dict)
    """The incarnation of each replica at the end."""
    retired: frozenset[str] = frozenset()
    """The replicas that are retired at the end."""

    @staticmethod
    def of(steps: Iterable[Step]) -> Execution:
        """Return the execution of a history.

        >>> from antichain.model.causality import Event
        >>> Execution.of([Event("A"), Event("B"), Event("B", of=1)]).order(1, 3)
        <Order.BEFORE: 'before'>

        Raises:
            ValueError: an event receives a state that no earlier event left, or a fault step is impossible at its
            place.

        """
        execution = Execution()
        for step in steps:
            execution = execution.extend(step)
        return execution

    def extend(self, step: Step) -> Execution:
        """Return the execution of this history and one more step.

        Raises:
            ValueError: the step cannot come next.

        """
        if problem := why_illegal(self, step):
            message = f"event {len(self.events) + 1} {problem}"
            raise ValueError(message)
        subject = step.subject if isinstance(step, FaultStep) else step.replica
        predecessor = self._predecessor(step)
        incarnation = self._incarnation(step, subject)
        state = self._state_before(predecessor)
        if step.is_update or not isinstance(step, FaultStep):
            state = self.state_after(step, state, incarnation)
            current = {**self.current_event, subject: len(self.events) + 1}
        else:
            current = {step.replica: 0, **self.current_event, subject: predecessor}
        retires = isinstance(step, FaultStep) and step.fault is Fault.RETIRE
        return Execution(
            (*self.events, step),
            (*self.pasts, state.past),
            (*self.known, state.known),
            (*self.ledger, state.ledger),
            (*self.stamps, state.stamp),
            (*self.versions, state.version),
            (*self.incarnations, incarnation),
            (*self.predecessors, predecessor),
            current,
            {**self.incarnation_of, subject: incarnation},
            self.retired | {subject} if retires else self.retired - {subject},
        )

    @property
    def replicas(self) -> tuple[str, ...]:
        """The replicas, in the order of their first steps; the replica of the latest fault step comes first."""
        return tuple(self.current_event)

    @property
    def entrants(self) -> frozenset[str]:
        """The replicas that did not exist at the start: clones, and those that joined."""
        present: set[str] = set()
        entered: set[str] = set()
        for step in self.events if self.fault_steps else ():
            if isinstance(step, FaultStep) and step.fault in (Fault.CLONE, Fault.JOIN) and step.subject not in present:
                entered.add(step.subject)
            present |= {step.replica, step.subject} if isinstance(step, FaultStep) else {step.replica}
        return frozenset(entered)

    @property
    def fault_steps(self) -> tuple[int, ...]:
        """The numbers of the steps that are fault steps."""
        return tuple(e for e, step in enumerate(self.events, 1) if isinstance(step, FaultStep))

    @property
    def update_count(self) -> int:
        """The number of updates: no replica can know more."""
        return sum(step.is_update for step in self.events)

    @property
    def unsure(self) -> int:
        """The updates that a crash interrupted: each happened for all replicas, or for none."""
        return sum(1 << (e - 1) for e in self.fault_steps if self.events[e - 1].is_update)

    def is_event(self, e: int) -> bool:
        """Return whether step ``e`` exists and has a place in the causal order; other fault steps have none.

        >>> from antichain.model.causality import Event
        >>> execution = Execution.of([Event("A"), FaultStep("A", Fault.CRASH)])
        >>> [execution.is_event(e) for e in (0, 1, 2, 3)]
        [False, True, False, False]
        """
        if not 1 <= e <= len(self.events):
            return False
        step = self.events[e - 1]
        return step.is_update or not isinstance(step, FaultStep)

    def previous(self, e: int) -> int | None:
        """Return the event before ``e`` on its replica, or None if there is none."""
        return self.predecessors[e - 1] or None

    def causes(self, e: int) -> Iterator[int]:
        """Yield the events directly before event ``e``: the one before it on its replica, and the one it receives."""
        step = self.events[e - 1]
        if self.predecessors[e - 1]:
            yield self.predecessors[e - 1]
        if step.of is not None:
            yield step.of

    def order(self, e: int, f: int) -> Order:
        """Return the happens-before order of events ``e`` and ``f``."""
        if e == f:
            return Order.EQUAL
        if self.pasts[f - 1] >> (e - 1) & 1:
            return Order.BEFORE
        return Order.AFTER if self.pasts[e - 1] >> (f - 1) & 1 else Order.CONCURRENT

    def known_order(self, e: int, f: int) -> Order:
        """Return the order, by inclusion, of the updates known after event ``e`` and after event ``f``.

        >>> from antichain.model.causality import Event
        >>> Execution.of([Event("A"), Event("B", of=1)]).known_order(1, 2)
        <Order.EQUAL: 'equal'>
        """
        return inclusion(self.known[e - 1], self.known[f - 1])

    def clock_order(self, kind: Kind, e: int, f: int, *, born: bool = False) -> Order:
        """Return the order of the clocks of events ``e`` and ``f``: of vector clocks, or else of version vectors.

        With ``born``, version vectors hold an entry of each replica whose state was heard of, though it made no update.

        >>> from antichain.model.causality import Event
        >>> execution = Execution.of([Event("A"), Event("B", of=1)])
        >>> [execution.clock_order(Kind.VERSION_VECTOR, 1, 2, born=born).value for born in (False, True)]
        ['equal', 'before']
        """
        if kind is Kind.VECTOR_CLOCK:
            return self.order(e, f)
        if not born:
            return self.known_order(e, f)
        one, other = ({*self.ledger[n - 1], *((name, 0) for name in self.replicas_heard(n))} for n in (e, f))
        below, above = one <= other, other <= one
        if below:
            return Order.EQUAL if above else Order.BEFORE
        return Order.AFTER if above else Order.CONCURRENT

    def replicas_heard(self, e: int) -> frozenset[str]:
        """Return the replicas with a step in the past of event ``e``, that of the event itself among them."""
        past = self.pasts[e - 1] | 1 << (e - 1)
        return frozenset(step.replica for n, step in enumerate(self.events[:e]) if past >> n & 1)

    def _predecessor(self, step: Step) -> int:
        """Return the event whose state the replica has when a step begins, 0 for none."""
        if isinstance(step, FaultStep):
            match step.fault:
                case Fault.WIPE | Fault.JOIN:
                    return 0
                case Fault.RESTORE:
                    return self._event_after(step.back)
        return self.current_event.get(step.replica, 0)

    def _event_after(self, step: int) -> int:
        """Return the event whose state a replica had right after one of its steps, 0 for none."""
        return step if not step or self.is_event(step) else self.predecessors[step - 1]

    def _incarnation(self, step: Step, subject: str) -> str:
        """Return the incarnation of a step: a new one where the replica may not know all of its former updates."""
        if isinstance(step, FaultStep) and step.renews and subject in self.current_event:
            return f"{subject}\0{len(self.events)}"
        return self.incarnation_of.get(subject, subject)

    def _state_before(self, predecessor: int) -> _State:
        """Return the state of a replica after an event, or the initial state for 0."""
        if not predecessor:
            return _State(0, 0, frozenset(), Clock(), Clock())
        place = predecessor - 1
        past = self.pasts[place] | 1 << place
        return _State(past, self.known[place], self.ledger[place], self.stamps[place], self.versions[place])

    def state_after(self, step: Step, mine: _State, incarnation: str) -> _State:
        """Return the state after an event, or after an update that a crash interrupted."""
        if step.of is not None:
            return _received(mine, self._state_before(step.of), incarnation)
        steps = zip(self.events, self.incarnations, strict=True)
        made = sum(old.is_update and name == incarnation for old, name in steps)
        return _State(
            mine.past,
            mine.known | 1 << len(self.events),
            mine.ledger | {(incarnation, made + 1)},
            clock.tick(mine.stamp, incarnation),
            clock.tick(mine.version, incarnation),
        )


class _State(NamedTuple):
    """The state of a replica: its entries in the fields of the same names of an execution."""

    past: int
    known: int
    ledger: frozenset[Dot]
    stamp: Clock
    version: Clock


def _received(mine: _State, message: _State, incarnation: str) -> _State:
    """Return the state of a replica after it received a message."""
    return _State(
        mine.past | message.past,
        mine.known | message.known,
        mine.ledger | message.ledger,
        clock.receive(mine.stamp, message.stamp, incarnation),
        clock.join(mine.version, message.version),
    )
