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

from antichain.model import clock
from antichain.model.clock import Clock, Order

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from antichain.model.causality import Event

__all__ = ["HarnessDefect", "Truth", "inclusion"]

Dot = tuple[str, int]
_WINDOW = 12
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
    """A history, and what is true after each of its events.

    ``pasts[e - 1]`` are the events that happened before ``e``; ``known[e - 1]`` the updates known right after it;
    ``ledger[e - 1]`` the same as dots; ``stamps`` and ``versions`` the model's vector clocks and version vectors;
    ``orders[f - 1][e - 1]`` how event ``e`` stands to the later ``f``, and ``syncs`` the same by known updates.
    """

    events: tuple[Event, ...] = ()
    pasts: tuple[int, ...] = ()
    known: tuple[int, ...] = ()
    ledger: tuple[frozenset[Dot], ...] = ()
    stamps: tuple[Clock, ...] = ()
    versions: tuple[Clock, ...] = ()
    orders: tuple[tuple[Order, ...], ...] = ()
    syncs: tuple[tuple[Order, ...], ...] = ()
    latest: Mapping[str, int] = field(default_factory=dict)
    graph: nx.DiGraph[int] = field(default_factory=nx.DiGraph, repr=False)

    @staticmethod
    def of(events: Iterable[Event]) -> Truth:
        """Return what a history makes true.

        >>> from antichain.model.causality import Event
        >>> Truth.of([Event("A"), Event("B"), Event("B", of=1)]).orders[2]
        (<Order.BEFORE: 'before'>, <Order.BEFORE: 'before'>)

        Raises:
            ValueError: an event receives a state that no earlier event left behind.
            HarnessDefect: the oracles disagree.

        """
        truth = Truth()
        for event in events:
            truth = truth._and_then(event, truth.graph)
        return truth

    def extend(self, event: Event) -> Truth:
        """Return what is true after one more event; this truth stays as it is."""
        return self._and_then(event, self.graph.copy())

    @property
    def replicas(self) -> tuple[str, ...]:
        """The replicas, in the order of their first events."""
        return tuple(self.latest)

    @property
    def known_at_most(self) -> int:
        """The number of updates: nobody can ever know more."""
        return sum(event.is_update for event in self.events)

    def previous(self, e: int) -> int | None:
        """Return the event before ``e`` on its replica, or None where it is the first."""
        replica = self.events[e - 1].replica
        return next((d for d in range(e - 1, 0, -1) if self.events[d - 1].replica == replica), None)

    def _and_then(self, event: Event, graph: nx.DiGraph[int]) -> Truth:
        number = len(self.events) + 1
        if event.of is not None and not 1 <= event.of < number:
            message = f"event {number} receives the state of event {event.of}, which is not one of the events before it"
            raise ValueError(message)
        before = self.latest.get(event.replica)
        causes = [cause for cause in (before, event.of) if cause is not None]
        graph.add_node(number)
        graph.add_edges_from((cause, number) for cause in causes)
        past = sum(1 << (e - 1) for e in nx.ancestors(graph, number))
        known = sum(1 << (e - 1) for e, old in enumerate(self.events, 1) if old.of is None and past >> (e - 1) & 1)
        known |= event.is_update << (number - 1)
        ledger = frozenset[Dot]().union(*(self.ledger[cause - 1] for cause in causes))
        mine = self.stamps[before - 1] if before else Clock()
        version = self.versions[before - 1] if before else Clock()
        if event.of is None:
            made = sum(old.replica == event.replica and old.is_update for old in self.events)
            ledger |= {(event.replica, made + 1)}
            stamp, version = clock.tick(mine, event.replica), clock.tick(version, event.replica)
        else:
            stamp = clock.receive(mine, self.stamps[event.of - 1], event.replica)
            version = clock.join(version, self.versions[event.of - 1])
        truth = Truth(
            (*self.events, event),
            (*self.pasts, past),
            (*self.known, known),
            (*self.ledger, ledger),
            (*self.stamps, stamp),
            (*self.versions, version),
            (*self.orders, self._orders(past)),
            (*self.syncs, tuple(inclusion(old, known) for old in self.known)),
            {**self.latest, event.replica: number},
            graph,
        )
        truth._agree()
        return truth

    def _orders(self, past: int) -> tuple[Order, ...]:
        return tuple(Order.BEFORE if past >> e & 1 else Order.CONCURRENT for e in range(len(self.events)))

    def _agree(self) -> None:
        """Compare the three opinions on the last event."""
        last = len(self.events)
        if clock.dots(self.versions[-1]) != self.ledger[-1]:
            self._disagree("the ledger", sorted(self.ledger[-1]), "the model's version vector", self.versions[-1])
        if self.known[-1].bit_count() != len(self.ledger[-1]):
            self._disagree("reachability", bin(self.known[-1]), "the ledger", sorted(self.ledger[-1]))
        for e in range(1, last):
            # Of long histories, all pairs would take longer than everything else: there one slot decides (theorem H1).
            owner = self.events[e - 1].replica
            if (self.stamps[e - 1][owner] <= self.stamps[-1][owner]) is not (self.orders[-1][e - 1] is Order.BEFORE):
                self._disagree("reachability", (e, last, self.orders[-1][e - 1]), "vector clocks", self.stamps[-1])
        for e in range(max(1, last - _WINDOW), last):
            if self.orders[-1][e - 1] is not clock.compare(self.stamps[e - 1], self.stamps[-1]):
                self._disagree("reachability", (e, last, self.orders[-1][e - 1]), "vector clocks", self.stamps[-1])
            if self.syncs[-1][e - 1] is not clock.compare(self.versions[e - 1], self.versions[-1]):
                self._disagree("reachability", (e, last, self.syncs[-1][e - 1]), "version vectors", self.versions[-1])

    def _disagree(self, one: str, says: object, other: str, contradicts: object) -> None:
        message = f"after {list(self.events)} {one} says {says} and {other} {contradicts}"
        raise HarnessDefect(message)
