"""The cross-check: a wrong result of any source is found by comparison with the others."""

from dataclasses import replace
from typing import Any

import pytest

from antichain.conformance.histories.exhaustive import Reach, graphs
from antichain.conformance.histories.families import FAMILIES, generate
from antichain.conformance.histories.with_faults import stories
from antichain.conformance.oracle.cross_check import HarnessDefect, cross_check
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.protocol.claims import Fault
from antichain.model import clock
from antichain.model.causality import Event
from antichain.model.clock import Clock

HISTORY = [Event("A"), Event("B", of=1), Event("B"), Event("A", of=3)]


def test_executions_of_small_graphs_agree() -> None:
    for execution in graphs(3, 4, Reach.ECHO):
        cross_check(execution)


def test_executions_with_fault_steps_agree() -> None:
    for execution in stories(tuple(Fault)):
        cross_check(execution)


@pytest.mark.parametrize("family", FAMILIES)
def test_executions_of_families_agree(family: str) -> None:
    cross_check(Execution.of(generate(family, 5, 40, 1).events))


@pytest.mark.parametrize(
    ("opinion", "wrong", "said"),
    [
        ("pasts", 0, r"reachability says 0b111 and the masks 0b0"),
        ("known", 0b001, r"the known updates says 0b1 and the ledger"),
        ("known", 0b110, r"reachability says 0b101 and the known updates 0b110"),
        ("ledger", frozenset({("A", 1)}), r"the ledger says .* and the model's version vector"),
        ("stamps", Clock({"B": 9}), r"vector clocks"),
        ("versions", Clock({"A": 1}), r"the ledger says .* and the model's version vector"),
    ],
)
def test_wrong_value_of_one_method_is_a_defect(opinion: str, wrong: object, said: str) -> None:
    right = Execution.of(HISTORY)
    changed: dict[str, Any] = {opinion: (*getattr(right, opinion)[:-1], wrong)}
    broken = replace(right, **changed)
    with pytest.raises(HarnessDefect, match=said):
        cross_check(broken)


def test_wrong_slot_of_an_early_event_is_a_defect() -> None:
    right = Execution.of([Event("A"), *(Event("B") for _ in range(12))])
    broken = replace(right, stamps=(*right.stamps[:-1], Clock({"A": 1, "B": 12})))
    with pytest.raises(HarnessDefect, match="vector clocks"):
        cross_check(broken)


def test_wrong_comparison_of_clocks_is_a_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("antichain.model.clock.compare", lambda _x, _y: clock.Order.CONCURRENT)
    with pytest.raises(HarnessDefect, match=r"reachability says .* vector clocks"):
        cross_check(Execution.of(HISTORY))


def test_join_that_forgets_is_a_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("antichain.model.clock.join", lambda x, _y: x)
    with pytest.raises(HarnessDefect, match=r"the ledger says .* version vector"):
        cross_check(Execution.of(HISTORY))


def test_reachability_without_edges_is_a_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("networkx.ancestors", lambda _graph, _event: set[int]())
    with pytest.raises(HarnessDefect, match="reachability says 0b0 and the masks 0b1"):
        cross_check(Execution.of(HISTORY))


def test_defect_is_found_again_at_the_second_check() -> None:
    broken = replace(Execution.of(HISTORY), pasts=(0, 0, 0, 0))
    for _ in range(2):
        with pytest.raises(HarnessDefect):
            cross_check(broken)
