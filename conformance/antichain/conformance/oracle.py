"""What a history makes true, decided twice and checked a third time.

Order comes from reachability in a networkx graph. Counts come from the ledger: the set of dots (replica, n), one for
each update, that travelled to a replica. Neither knows of the other. The model's clocks are a third opinion. Where
the three disagree the harness is wrong, and says so instead of judging anybody.

Sets of events are bit masks: event ``e`` is bit ``e - 1``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import networkx as nx

from antichain.conformance.mishap import Mishap, obstacle
from antichain.conformance.protocol import Fault
from antichain.model import clock
from antichain.model.clock import Clock, Order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from antichain.model.causality import Event

__all__ = ["HarnessDefect", "Truth", "inclusion"]

Dot = tuple[str, int]
_WINDOW = 8
"""Each event is compared in full with so many before it: in every history that is played exhaustively, with all."""


class HarnessDefect(Exception):  # noqa: N818 — it is what it says
    """The oracles disagree: a defect of the harness, and no statement about a target."""


def inclusion(x: int, y: int) -> Order:
    """Return how one set stands to another by inclusion.

    >>> inclusion(0b01, 0b11), inclusion(0b01, 0b10)
    (<Order.BEFORE: 'before'>, <Order.CONCURRENT: 'concurrent'>)
    """
    if x == y:
        return Order.EQUAL
    shared = x & y
    if shared == x:
        return Order.BEFORE
    return Order.AFTER if shared == y else Order.CONCURRENT


@dataclass(frozen=True, slots=True)
class Truth:
    """A history, and what is true after each of its steps; a step is an event or a mishap.

    ``pasts[e - 1]`` are the events that happened before ``e``; ``known[e - 1]`` the updates known right after it;
    ``ledger[e - 1]`` the same as dots; ``stamps`` and ``versions`` the model's vector clocks and version vectors;
    ``orders[f - 1][e - 1]`` how event ``e`` stands to the later ``f``, and ``syncs`` the same by known updates.
    ``lives[e - 1]`` is the name under which the step was made, and ``befores[e - 1]`` the event upon which it followed,
    0 for none. After a mishap everything is what the replica that comes up then holds. ``holds`` says which event's
    state each replica holds at the end, and ``gone`` who has left.
    """

    events: tuple[Event | Mishap, ...] = ()
    pasts: tuple[int, ...] = ()
    known: tuple[int, ...] = ()
    ledger: tuple[frozenset[Dot], ...] = ()
    stamps: tuple[Clock, ...] = ()
    versions: tuple[Clock, ...] = ()
    orders: tuple[tuple[Order, ...], ...] = ()
    syncs: tuple[tuple[Order, ...], ...] = ()
    lives: tuple[str, ...] = ()
    befores: tuple[int, ...] = ()
    holds: Mapping[str, int] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    graph: nx.DiGraph[int] = field(default_factory=nx.DiGraph, repr=False)

    @staticmethod
    def of(events: Iterable[Event | Mishap]) -> Truth:
        """Return what a history makes true.

        >>> from antichain.model.causality import Event
        >>> Truth.of([Event("A"), Event("B"), Event("B", of=1)]).orders[2]
        (<Order.BEFORE: 'before'>, <Order.BEFORE: 'before'>)

        Raises:
            ValueError: an event receives a state that no earlier event left behind, or a mishap cannot befall.
            HarnessDefect: the oracles disagree.

        """
        truth = Truth()
        for event in events:
            truth = truth.onward(event)
        return truth

    def onward(self, event: Event | Mishap) -> Truth:
        """Return what is true after one more step, and use this truth up: cheaper where it is needed no more."""
        return self._and_then(event, self.graph)

    def extend(self, event: Event | Mishap) -> Truth:
        """Return what is true after one more step; this truth stays as it is."""
        return self._and_then(event, self.graph.copy())

    @property
    def replicas(self) -> tuple[str, ...]:
        """The replicas, in the order of their first steps."""
        return tuple(self.holds)

    @property
    def entrants(self) -> frozenset[str]:
        """The replicas that were not there from the start: clones, and those that joined."""
        there: set[str] = set()
        entered: set[str] = set()
        for event in self.events:
            if isinstance(event, Mishap) and event.fault in (Fault.CLONE, Fault.JOIN) and event.subject not in there:
                entered.add(event.subject)
            there |= {event.replica, event.subject} if isinstance(event, Mishap) else {event.replica}
        return frozenset(entered)

    @property
    def mishaps(self) -> tuple[int, ...]:
        """The numbers of the steps that are mishaps."""
        return tuple(e for e, event in enumerate(self.events, 1) if isinstance(event, Mishap))

    @property
    def known_at_most(self) -> int:
        """The number of updates: nobody can ever know more."""
        return sum(event.is_update for event in self.events)

    @property
    def unsure(self) -> int:
        """The updates that a crash interrupted: each may have happened or not, for everybody alike."""
        return sum(1 << (e - 1) for e in self.mishaps if self.events[e - 1].is_update)

    def previous(self, e: int) -> int | None:
        """Return the event upon which ``e`` followed on its replica, or None where there is none."""
        return self.befores[e - 1] or None

    def _and_then(self, event: Event | Mishap, graph: nx.DiGraph[int]) -> Truth:
        number = len(self.events) + 1
        if problem := obstacle(self, event):
            message = f"event {number} {problem}"
            raise ValueError(message)
        subject = event.subject if isinstance(event, Mishap) else event.replica
        before = self._followed(event)
        life = self._life(event, subject)
        if isinstance(event, Mishap) and not event.during:
            truth = self._repeated(event, before, life)
        else:
            truth = self._happened(event, before, life, graph)
            truth._agree()  # noqa: SLF001 — it is one of us
        return truth

    def _followed(self, event: Event | Mishap) -> int:
        """Return the event whose state is there when a step begins, 0 for none."""
        if isinstance(event, Mishap):
            match event.fault:
                case Fault.WIPE | Fault.JOIN:
                    return 0
                case Fault.RESTORE:
                    return self._held_after(event.back)
        return self.holds.get(event.replica, 0)

    def _held_after(self, step: int) -> int:
        """Return the event whose state its replica held after a step."""
        if step and isinstance(self.events[step - 1], Mishap) and not self.events[step - 1].is_update:
            return self.befores[step - 1]
        return step

    def _life(self, event: Event | Mishap, subject: str) -> str:
        """Return the name under which a replica goes on: a new one where it may not know all that was made."""
        if isinstance(event, Mishap) and event.renews and subject in self.holds:
            return f"{subject}\0{len(self.events)}"
        return self.named.get(subject, subject)

    def _repeated(self, mishap: Mishap, before: int, life: str) -> Truth:
        """Return what is true after a mishap: that a replica holds again what some event left behind, or nothing."""
        place = before - 1
        retires = mishap.fault is Fault.RETIRE
        known = self.known[place] if before else 0
        past = self.pasts[place] | 1 << place if before else 0
        return Truth(
            (*self.events, mishap),
            (*self.pasts, past),
            (*self.known, known),
            (*self.ledger, self.ledger[place] if before else frozenset()),
            (*self.stamps, self.stamps[place] if before else Clock()),
            (*self.versions, self.versions[place] if before else Clock()),
            (*self.orders, self._orders(past)),
            (*self.syncs, tuple(inclusion(old, known) for old in self.known)),
            (*self.lives, life),
            (*self.befores, before),
            {mishap.replica: 0, **self.holds, mishap.subject: before},
            {**self.named, mishap.subject: life},
            self.gone | {mishap.subject} if retires else self.gone - {mishap.subject},
            self.graph,
        )

    def _happened(self, event: Event | Mishap, before: int, life: str, graph: nx.DiGraph[int]) -> Truth:
        """Return what is true after an event, or after an update in the middle of which its replica crashed."""
        number = len(self.events) + 1
        causes = [cause for cause in (before, event.of) if cause]
        graph.add_node(number)
        graph.add_edges_from((cause, number) for cause in causes)
        past = sum(1 << (e - 1) for e in nx.ancestors(graph, number))
        known = sum(1 << (e - 1) for e, old in enumerate(self.events, 1) if old.is_update and past >> (e - 1) & 1)
        known |= event.is_update << (number - 1)
        ledger = frozenset[Dot]().union(*(self.ledger[cause - 1] for cause in causes))
        mine = self.stamps[before - 1] if before else Clock()
        version = self.versions[before - 1] if before else Clock()
        if event.of is None:
            made = sum(old.is_update and name == life for old, name in zip(self.events, self.lives, strict=True))
            ledger |= {(life, made + 1)}
            stamp, version = clock.tick(mine, life), clock.tick(version, life)
        else:
            stamp = clock.receive(mine, self.stamps[event.of - 1], life)
            version = clock.join(version, self.versions[event.of - 1])
        return Truth(
            (*self.events, event),
            (*self.pasts, past),
            (*self.known, known),
            (*self.ledger, ledger),
            (*self.stamps, stamp),
            (*self.versions, version),
            (*self.orders, self._orders(past)),
            (*self.syncs, tuple(inclusion(old, known) for old in self.known)),
            (*self.lives, life),
            (*self.befores, before),
            {**self.holds, event.replica: number},
            {**self.named, event.replica: life},
            self.gone,
            graph,
        )

    def _orders(self, past: int) -> tuple[Order, ...]:
        return tuple(Order.BEFORE if past >> e & 1 else Order.CONCURRENT for e in range(len(self.events)))

    def _agree(self) -> None:
        """Compare the three opinions on the last event."""
        last = len(self.events)
        if clock.dots(self.versions[-1]) != self.ledger[-1]:
            self._disagree("the ledger", sorted(self.ledger[-1]), "the model's version vector", self.versions[-1])
        if self.known[-1].bit_count() != len(self.ledger[-1]):
            self._disagree("reachability", bin(self.known[-1]), "the ledger", sorted(self.ledger[-1]))
        events = [e for e in range(1, last) if e in self.graph]
        for e in events:
            # Of long histories, all pairs would take longer than everything else: there one slot decides (theorem H1).
            owner = self.lives[e - 1]
            if (self.stamps[e - 1][owner] <= self.stamps[-1][owner]) is not (self.orders[-1][e - 1] is Order.BEFORE):
                self._disagree("reachability", (e, last, self.orders[-1][e - 1]), "vector clocks", self.stamps[-1])
        for e in events[-_WINDOW:]:
            if self.orders[-1][e - 1] is not clock.compare(self.stamps[e - 1], self.stamps[-1]):
                self._disagree("reachability", (e, last, self.orders[-1][e - 1]), "vector clocks", self.stamps[-1])
            if self.syncs[-1][e - 1] is not clock.compare(self.versions[e - 1], self.versions[-1]):
                self._disagree("reachability", (e, last, self.syncs[-1][e - 1]), "version vectors", self.versions[-1])

    def _disagree(self, one: str, says: object, other: str, contradicts: object) -> None:
        message = f"after {list(self.events)} {one} says {says} and {other} {contradicts}"
        raise HarnessDefect(message)
