"""The comparison of independent results about one execution; answers are judged only if they agree.

Reachability in a networkx graph is compared with the masks of pasts, the ledger of dots with the masks of known
updates, and both with the model's clocks. If two of them differ, the harness is wrong, and no target is judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakSet

import networkx as nx

from antichain.model import clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from antichain.conformance.oracle.execution import Execution

__all__ = ["HarnessDefect", "cross_check"]

_SHORT, _SOME = 40, 16
"""The first events, up to this number, are all searched in the graph; of later events, one in this number."""
_WINDOW = 8
"""The clocks of each event are compared in full with those of the 8 events before it.

In the exhaustive phase these are all events. For earlier events one slot is compared (theorem H1): a full comparison of
all pairs would take longer than the rest of a check.
"""
_AGREED: WeakSet[Execution] = WeakSet()


class HarnessDefect(Exception):  # noqa: N818 — the name used in messages, documents and exit codes
    """The oracles disagree: a defect of the harness; it says nothing about a target."""


def cross_check(execution: Execution) -> None:
    """Compare the results about every step of an execution; return at once if this object was compared before.

    >>> from antichain.conformance.oracle.execution import Execution
    >>> from antichain.model.causality import Event
    >>> cross_check(Execution.of([Event("A"), Event("B", of=1)]))

    Raises:
        HarnessDefect: two results differ.

    """
    if execution in _AGREED:
        return
    graph: nx.DiGraph[int] = nx.DiGraph()
    own: dict[int, tuple[str, int]] = {}
    reached: dict[int, set[int]] = {}
    updates = 0
    for e in range(1, len(execution.events) + 1):
        _check_counts(execution, e)
        updates |= execution.events[e - 1].is_update << (e - 1)
        if execution.is_event(e):
            graph.add_node(e)
            graph.add_edges_from((cause, e) for cause in execution.causes(e))
            reached[e] = _reached(graph, e, reached, whole=len(own) < _SHORT or e % _SOME == 0)
            _check_past(execution, e, reached[e], updates)
            _check_clocks(execution, e, own)
            owner = execution.incarnations[e - 1]
            own[e] = owner, execution.stamps[e - 1][owner]
    _AGREED.add(execution)


def _check_counts(execution: Execution, e: int) -> None:
    """Compare the ledger with the model's version vector and with the number of known updates."""
    ledger, version = execution.ledger[e - 1], execution.versions[e - 1]
    if clock.dots(version) != ledger:
        raise _defect(execution, "the ledger", sorted(ledger), "the model's version vector", version)
    if execution.known[e - 1].bit_count() != len(ledger):
        raise _defect(execution, "the known updates", bin(execution.known[e - 1]), "the ledger", sorted(ledger))


def _reached(graph: nx.DiGraph[int], e: int, reached: dict[int, set[int]], *, whole: bool) -> set[int]:
    """Return the events from which ``e`` can be reached: by a search of the graph, or from those of its predecessors.

    In long histories a search for each event would take most of the time of a check, so only some events are searched.
    """
    if whole:
        return set(nx.ancestors(graph, e))
    causes = graph.predecessors(e)
    return {earlier for cause in causes for earlier in (*reached[cause], cause)}


def _check_past(execution: Execution, e: int, reached: set[int], updates: int) -> None:
    """Compare the masks of one event with reachability in the graph; ``updates`` are those up to it, as a mask."""
    past = sum(1 << (cause - 1) for cause in reached)
    if past != execution.pasts[e - 1]:
        raise _defect(execution, "reachability", bin(past), "the masks", bin(execution.pasts[e - 1]))
    known = (past | 1 << (e - 1)) & updates
    if known != execution.known[e - 1]:
        raise _defect(execution, "reachability", bin(known), "the known updates", bin(execution.known[e - 1]))


def _check_clocks(execution: Execution, f: int, own: Mapping[int, tuple[str, int]]) -> None:
    """Compare the masks of one event with the model's clocks of the events before it; ``own`` are their own slots."""
    stamp, past = execution.stamps[f - 1], execution.pasts[f - 1]
    before = list(own)
    for e in before[:-_WINDOW]:
        owner, count = own[e]
        if (count <= stamp[owner]) is not bool(past >> (e - 1) & 1):
            raise _defect(execution, "reachability", (e, f, execution.order(e, f)), "vector clocks", stamp)
    for e in before[-_WINDOW:]:
        order = execution.order(e, f)
        if order is not clock.compare(execution.stamps[e - 1], stamp):
            raise _defect(execution, "reachability", (e, f, order), "vector clocks", stamp)
        order = execution.known_order(e, f)
        if order is not clock.compare(execution.versions[e - 1], execution.versions[f - 1]):
            raise _defect(execution, "reachability", (e, f, order), "version vectors", execution.versions[f - 1])


def _defect(execution: Execution, one: str, says: object, other: str, contradicts: object) -> HarnessDefect:
    return HarnessDefect(f"after {list(execution.events)} {one} says {says} and {other} {contradicts}")
