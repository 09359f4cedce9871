from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antichain.model import clock
from antichain.model.causality import CausalityGraph, Event
from antichain.model.clock import Clock, Order


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    events: list[Event] = []
    for number in range(draw(st.integers(0, 7))):
        of = draw(st.none() | st.integers(1, number)) if number else None
        events.append(Event(draw(st.sampled_from("ABC")), of))
    return events


def _by_definition(events: list[Event]) -> set[tuple[int, int]]:
    """Happens-before by Lamport's three clauses, without a graph library."""
    pairs = {
        (e, f)
        for f, event in enumerate(events, 1)
        for e in range(1, f)
        if events[e - 1].replica == event.replica or event.of == e
    }
    while more := {(e, g) for e, f in pairs for h, g in pairs if f == h} - pairs:
        pairs |= more
    return pairs


@given(histories())
def test_happens_before_is_least_with_the_three_clauses(events: list[Event]) -> None:
    graph, before = CausalityGraph(events), _by_definition(events)
    for e in range(1, len(events) + 1):
        assert graph.past(e) == {f for f, g in before if g == e}
        for f in range(1, len(events) + 1):
            assert graph.happens_before(e, f) == ((e, f) in before)


@given(histories())
def test_vector_clocks_characterise_happens_before(events: list[Event]) -> None:
    graph = CausalityGraph(events)
    now: dict[str, Clock] = {}
    stamps: list[Clock] = []
    for event in events:
        mine = now.get(event.replica, Clock())
        taken = stamps[event.of - 1] if event.of else Clock()
        now[event.replica] = clock.receive(mine, taken, event.replica)
        stamps.append(now[event.replica])
    for e, f in combinations(range(1, len(events) + 1), 2):
        assert clock.compare(stamps[e - 1], stamps[f - 1]) is graph.order(e, f)


@given(histories())
def test_cuts_are_closed_and_width_is_the_largest_antichain(events: list[Event]) -> None:
    graph = CausalityGraph(events)
    cuts, antichains = list(graph.cuts()), list(graph.antichains())
    assert len(set(cuts)) == len(cuts) == len(antichains)
    assert all(graph.past(e) <= cut for cut in cuts for e in cut)
    assert all(graph.concurrent(e, f) for events in antichains for e, f in combinations(events, 2))
    assert graph.width() == max(map(len, antichains))


def test_cuts_of_independent_replicas_have_the_known_number() -> None:
    assert len(list(CausalityGraph([Event("A"), Event("A"), Event("B"), Event("B")]).cuts())) == 9


def test_event_is_not_concurrent_with_itself() -> None:
    graph = CausalityGraph([Event("A")])
    assert graph.order(1, 1) is Order.EQUAL
    assert not graph.concurrent(1, 1)


@pytest.mark.parametrize("of", [0, 2, 3, -1])
def test_receive_of_a_later_state_is_refused(of: int) -> None:
    with pytest.raises(ValueError, match=f"event 2 receives the state of event {of}"):
        CausalityGraph([Event("A"), Event("B", of=of)])


@pytest.mark.parametrize(("e", "f"), [(1, 9), (0, 1), (3, 3)])
def test_happens_before_with_an_unknown_event_is_refused(e: int, f: int) -> None:
    graph = CausalityGraph([Event("A"), Event("B", of=1)])
    with pytest.raises(ValueError, match=r"there is no event \d; the events are numbered from 1 to 2"):
        graph.happens_before(e, f)
