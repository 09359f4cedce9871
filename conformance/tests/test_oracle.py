import pytest

from antichain.conformance.enumerate import Reach, graphs
from antichain.conformance.oracle import HarnessDefect, Truth
from antichain.model import clock
from antichain.model.causality import Event
from antichain.model.clock import Clock

HISTORY = [Event("A"), Event("B", of=1), Event("B"), Event("A", of=3)]


def test_a_wrong_order_of_clocks_is_a_defect_of_the_harness(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("antichain.model.clock.compare", lambda _x, _y: clock.Order.CONCURRENT)
    with pytest.raises(HarnessDefect, match=r"reachability says .* vector clocks"):
        Truth.of(HISTORY)


def test_a_clock_that_forgets_to_join_is_a_defect_of_the_harness(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("antichain.model.clock.join", lambda x, _y: x)
    with pytest.raises(HarnessDefect, match=r"the ledger says .* version vector"):
        Truth.of(HISTORY)


def test_reachability_that_misses_an_edge_is_a_defect_of_the_harness(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("networkx.ancestors", lambda _graph, _event: set[int]())
    with pytest.raises(HarnessDefect):
        Truth.of(HISTORY)


def test_the_ledger_of_every_small_graph_is_its_version_vector() -> None:
    for truth in graphs(3, 4, Reach.ECHO):
        for dots, version in zip(truth.ledger, truth.versions, strict=True):
            assert dots == clock.dots(version)


def test_extending_leaves_the_shorter_truth_alone() -> None:
    short = Truth.of(HISTORY[:1])
    longer, other = short.extend(Event("B")), short.extend(Event("A"))
    assert (len(short.events), len(short.graph)) == (1, 1)
    assert longer.stamps[-1] == Clock({"B": 1})
    assert other.stamps[-1] == Clock({"A": 2})


def test_a_state_that_nobody_left_cannot_be_received() -> None:
    with pytest.raises(ValueError, match="event 1 receives the state of event 1"):
        Truth.of([Event("A", of=1)])
