from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antichain.conformance.histories.exhaustive import Reach, canonical, graphs, level_sizes
from antichain.model.causality import CausalityGraph, Event

KNOWN = [
    (Reach.ECHO, 1, [1, 1, 2, 6, 24, 120, 720, 5040]),
    (Reach.ECHO, 2, [1, 1, 4, 17, 106, 773, 6671]),
    (Reach.ECHO, 3, [1, 1, 4, 21, 153, 1391]),
    (Reach.OTHERS, 2, [1, 1, 3, 8, 32, 140, 723, 4148]),
    (Reach.OTHERS, 3, [1, 1, 3, 12, 65, 444, 3529]),
    (Reach.UPDATES, 2, [1, 1, 3, 7, 23, 76, 287, 1143]),
    (Reach.UPDATES, 3, [1, 1, 3, 10, 39, 175, 867]),
]


@pytest.mark.parametrize(("reach", "replicas", "sizes"), KNOWN)
def test_number_of_graphs_equals_the_known_one(reach: Reach, replicas: int, sizes: list[int]) -> None:
    assert level_sizes(replicas, len(sizes) - 1, reach) == sizes


Columns = tuple[tuple[tuple[int, int] | None, ...], ...]


def _by_brute_force(replicas: int, events: int, reach: Reach) -> int:
    """Count columns of events directly: every way to fill them, kept if acyclic, divided by renaming."""
    found: set[Columns] = set()

    def fill(columns: Columns) -> None:
        if sum(map(len, columns)) == events:
            found.add(min(_renamed(columns, order) for order in permutations(range(replicas))))
            return
        for r in range(replicas):
            places = [(s, k) for s in range(replicas) for k in range(len(columns[s]))]
            allowed = [p for p in places if reach is Reach.ECHO or (p[0] != r and _heard(columns, p, reach))]
            for of in (None, *allowed):
                fill((*columns[:r], (*columns[r], of), *columns[r + 1 :]))

    fill(((),) * replicas)
    return len(found)


def _heard(columns: Columns, place: tuple[int, int], reach: Reach) -> bool:
    return reach is Reach.OTHERS or columns[place[0]][place[1]] is None


def _renamed(columns: Columns, order: tuple[int, ...]) -> Columns:
    """Return the columns with replica ``order[n]`` in place ``n``, an update written as (-1, -1)."""
    rank = {r: n for n, r in enumerate(order)}
    return tuple(tuple((-1, -1) if of is None else (rank[of[0]], of[1]) for of in columns[r]) for r in order)


@pytest.mark.parametrize("reach", Reach)
@pytest.mark.parametrize(("replicas", "events"), [(1, 5), (2, 4), (3, 4), (4, 3), (4, 4)])
def test_number_of_graphs_equals_a_second_method(reach: Reach, replicas: int, events: int) -> None:
    assert level_sizes(replicas, events, reach)[-1] == _by_brute_force(replicas, events, reach)


@pytest.mark.parametrize("reach", Reach)
def test_graphs_come_once_and_smaller_ones_first(reach: Reach) -> None:
    found = [execution.events for execution in graphs(3, 4, reach)]
    assert len({canonical(events) for events in found}) == len(found)
    assert [len(events) for events in found] == sorted(len(events) for events in found)


@given(st.data())
def test_canonical_form_ignores_names_and_order(data: st.DataObject) -> None:
    events: list[Event] = []
    for n in range(data.draw(st.integers(0, 6))):
        of = data.draw(st.none() | st.integers(1, n)) if n else None
        events.append(Event(data.draw(st.sampled_from("ABC")), of))
    renaming = dict(zip("ABC", data.draw(st.permutations("ABC")), strict=True))
    assert canonical([Event(renaming[e.replica], e.of) for e in events]) == canonical(events)


def test_execution_of_a_graph_agrees_with_networkx() -> None:
    for execution in graphs(3, 4, Reach.ECHO):
        graph = CausalityGraph([event for event in execution.events if isinstance(event, Event)])
        for f in range(1, len(execution.events) + 1):
            assert {e for e in range(1, 9) if execution.pasts[f - 1] >> (e - 1) & 1} == graph.past(f)
            assert {e for e in range(1, 9) if execution.known[f - 1] >> (e - 1) & 1} == graph.known(f)
            assert [graph.order(e, f) for e in range(1, f)] == [execution.order(e, f) for e in range(1, f)]
