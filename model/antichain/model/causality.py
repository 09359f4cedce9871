"""Causality graphs: the events of a history, and their happened-before order.

A history is a list of events on replicas. An event is an *update* of its replica, or a *receive* of the state that some
earlier event left behind. A lost message is a state that no replica receives, a duplicate is one received twice, and
reordering needs no further step. So these two kinds of events cover every network. Events are numbered from 1 in the
order of the history.

``e`` *happened before* ``f`` when a path of steps, each to the next event of a replica or from an event to a receive of
its state, leads from ``e`` to ``f`` (Lamport, "Time, clocks, and the ordering of events in a distributed system",
1978). Here reachability in a directed graph decides the order, and never a clock, since clocks are judged by this
order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import networkx as nx

from antichain.model.clock import Order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["CausalityGraph", "Event"]


@dataclass(frozen=True, slots=True)
class Event:
    """An update of ``replica``, or if ``of`` is given, its receive of the state that event ``of`` left behind."""

    replica: str
    of: int | None = None

    @property
    def is_update(self) -> bool:
        """Whether this event is an update."""
        return self.of is None


class CausalityGraph:
    """The happens-before order of a history, as a networkx graph.

    >>> history = [Event("A"), Event("B"), Event("B", of=1)]
    >>> graph = CausalityGraph(history)
    >>> graph.happens_before(1, 3), graph.concurrent(1, 2)
    (True, True)

    Raises:
        ValueError: an event receives a state that no earlier event left behind.

    """

    def __init__(self, events: Iterable[Event]) -> None:
        """Build the graph of these events; event ``e`` is the ``e``-th of them, counted from 1."""
        self.events: tuple[Event, ...] = tuple(events)
        self.graph: nx.DiGraph[int] = nx.DiGraph()
        latest: dict[str, int] = {}
        for number, event in enumerate(self.events, 1):
            if event.of is not None and not 1 <= event.of < number:
                message = (
                    f"event {number} receives the state of event {event.of}; it must be one of the events before it"
                )
                raise ValueError(message)
            self.graph.add_node(number)
            for before in {latest.get(event.replica), event.of} - {None}:
                self.graph.add_edge(before, number)
            latest[event.replica] = number

    def __repr__(self) -> str:
        """Return the expression that makes this graph.

        >>> CausalityGraph([Event("A")])
        CausalityGraph([Event(replica='A', of=None)])
        """
        return f"CausalityGraph({list(self.events)!r})"

    @property
    def replicas(self) -> tuple[str, ...]:
        """The replicas, in the order of their first events."""
        return tuple(dict.fromkeys(event.replica for event in self.events))

    def past(self, e: int) -> frozenset[int]:
        """Return the events that happened before ``e``.

        >>> sorted(CausalityGraph([Event("A"), Event("B"), Event("B", of=1)]).past(3))
        [1, 2]
        """
        return frozenset(nx.ancestors(self.graph, e))

    def known(self, e: int) -> frozenset[int]:
        """Return the updates that the replica knows right after ``e``: those in its past, and ``e`` if it is one.

        >>> sorted(CausalityGraph([Event("A"), Event("B", of=1), Event("B")]).known(3))
        [1, 3]
        """
        return frozenset(f for f in self.past(e) | {e} if self.events[f - 1].is_update)

    def happens_before(self, e: int, f: int) -> bool:
        """Return ``e → f``: whether a path leads from ``e`` to ``f``.

        >>> CausalityGraph([Event("A"), Event("B", of=1)]).happens_before(1, 2)
        True

        Raises:
            ValueError: ``e`` or ``f`` is not the number of an event.

        """
        for number in (e, f):
            if number not in self.graph:
                message = f"there is no event {number}; the events are numbered from 1 to {len(self.events)}"
                raise ValueError(message)
        return e != f and bool(nx.has_path(self.graph, e, f))

    def concurrent(self, e: int, f: int) -> bool:
        """Return ``e ∥ f``: whether they are two events and neither happened before the other.

        >>> CausalityGraph([Event("A"), Event("B")]).concurrent(1, 2)
        True
        """
        return self.order(e, f) is Order.CONCURRENT

    def order(self, e: int, f: int) -> Order:
        """Return the order of event ``e`` relative to event ``f``.

        >>> CausalityGraph([Event("A"), Event("B", of=1)]).order(2, 1)
        <Order.AFTER: 'after'>
        """
        if e == f:
            return Order.EQUAL
        if self.happens_before(e, f):
            return Order.BEFORE
        return Order.AFTER if self.happens_before(f, e) else Order.CONCURRENT

    def antichains(self) -> Iterator[frozenset[int]]:
        """Iterate over all sets of events no two of which are ordered, the empty one too.

        >>> sorted(map(sorted, CausalityGraph([Event("A"), Event("B")]).antichains()))
        [[], [1], [1, 2], [2]]
        """
        return (frozenset(events) for events in nx.antichains(self.graph))

    def cuts(self) -> Iterator[frozenset[int]]:
        """Iterate over the consistent cuts: sets that hold, with each event, all events before it.

        Each is the past of exactly one antichain, its frontier (Mattern 1989).

        >>> sorted(map(sorted, CausalityGraph([Event("A"), Event("B", of=1)]).cuts()))
        [[], [1], [1, 2]]
        """
        for frontier in self.antichains():
            yield frontier.union(*(self.past(e) for e in frontier))

    def width(self) -> int:
        """Return the size of the largest antichain, which measures the concurrency of the history.

        It equals the least number of chains that cover all events, found as a matching (Dilworth, "A decomposition
        theorem for partially ordered sets", 1950).

        >>> CausalityGraph([Event("A"), Event("B"), Event("B", of=1)]).width()
        2
        """
        pairs = nx.Graph()
        pairs.add_nodes_from(("from", e) for e in self.graph)
        pairs.add_edges_from((("from", e), ("to", f)) for e, f in nx.transitive_closure_dag(self.graph).edges)
        tops = [("from", e) for e in self.graph]
        matched: dict[tuple[str, int], tuple[str, int]] = nx.bipartite.maximum_matching(pairs, top_nodes=tops)
        return len(self.events) - len(matched) // 2
