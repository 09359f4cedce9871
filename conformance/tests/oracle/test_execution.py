"""Executions: the state after each kind of step."""

import pytest

from antichain.conformance.histories.exhaustive import Reach, graphs
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.protocol.claims import Fault, Kind
from antichain.model import clock
from antichain.model.causality import Event
from antichain.model.clock import Clock, Order

A, B = Event("A"), Event("B")


def test_update_adds_its_dot_to_the_past_of_its_replica() -> None:
    execution = Execution.of([A, A])
    assert execution.pasts == (0b00, 0b01)
    assert execution.known == (0b01, 0b11)
    assert execution.ledger[-1] == {("A", 1), ("A", 2)}
    assert (execution.stamps[-1], execution.versions[-1]) == (Clock({"A": 2}), Clock({"A": 2}))
    assert execution.predecessors == (0, 1)


def test_receive_joins_the_pasts_of_both_replicas() -> None:
    execution = Execution.of([A, B, Event("B", of=1)])
    assert (execution.pasts[-1], execution.known[-1]) == (0b011, 0b011)
    assert execution.ledger[-1] == {("A", 1), ("B", 1)}
    assert execution.stamps[-1] == Clock({"A": 1, "B": 2})
    assert execution.versions[-1] == Clock({"A": 1, "B": 1})


def test_receive_of_an_old_state_adds_nothing_known() -> None:
    execution = Execution.of([A, Event("B", of=1), Event("B", of=1)])
    assert execution.known == (1, 1, 1)
    assert execution.known_order(2, 3) is Order.EQUAL
    assert execution.order(2, 3) is Order.BEFORE


def test_crash_keeps_the_state() -> None:
    execution = Execution.of([A, FaultStep("A", Fault.CRASH), A])
    assert execution.known == (0b001, 0b001, 0b101)
    assert execution.pasts == (0, 0b001, 0b001)
    assert execution.incarnations == ("A", "A", "A")
    assert execution.predecessors == (0, 1, 1)


def test_crash_during_an_update_counts_as_an_update() -> None:
    execution = Execution.of([A, FaultStep("A", Fault.CRASH, during=True), A])
    assert execution.known == (0b001, 0b011, 0b111)
    assert execution.unsure == 0b010
    assert execution.is_event(2)
    assert execution.update_count == 3


def test_wipe_begins_an_incarnation_without_a_state() -> None:
    execution = Execution.of([A, FaultStep("A", Fault.WIPE), A])
    assert execution.known == (0b001, 0b000, 0b100)
    assert execution.order(1, 3) is Order.CONCURRENT
    assert execution.incarnations[0] != execution.incarnations[2]
    assert execution.incarnations[1] == execution.incarnations[2]


def test_receive_of_an_own_state_after_a_wipe_brings_it_back() -> None:
    execution = Execution.of([A, FaultStep("A", Fault.WIPE), A, Event("A", of=1)])
    assert execution.known[-1] == 0b101
    assert len(execution.ledger[-1]) == 2


def test_restore_brings_back_the_state_after_its_step() -> None:
    execution = Execution.of([A, A, FaultStep("A", Fault.RESTORE, back=1), A])
    assert execution.known == (0b0001, 0b0011, 0b0001, 0b1001)
    assert (execution.order(1, 4), execution.order(2, 4)) == (Order.BEFORE, Order.CONCURRENT)
    assert execution.predecessors == (0, 1, 1, 1)


def test_restore_to_a_fault_step_brings_back_its_event() -> None:
    execution = Execution.of([A, FaultStep("A", Fault.CRASH), A, FaultStep("A", Fault.RESTORE, back=2)])
    assert (execution.known[-1], execution.predecessors[-1]) == (0b001, 1)


def test_restore_to_the_start_brings_back_no_state() -> None:
    execution = Execution.of([A, FaultStep("A", Fault.RESTORE), A])
    assert execution.known == (0b001, 0b000, 0b100)


def test_clone_begins_with_the_state_of_the_original() -> None:
    execution = Execution.of([A, FaultStep("A", Fault.CLONE, as_="C"), A, Event("C")])
    assert tuple(execution.order(e, 4) for e in (1, 2, 3)) == (Order.BEFORE, Order.CONCURRENT, Order.CONCURRENT)
    assert execution.entrants == {"C"}
    assert execution.replicas == ("A", "C")
    assert execution.known[-1] == 0b1001
    assert execution.incarnations[-1] == "C"


def test_retire_keeps_the_state_known_to_others() -> None:
    execution = Execution.of([A, Event("B", of=1), FaultStep("A", Fault.RETIRE), B])
    assert execution.retired == {"A"}
    assert execution.known[-1] == 0b1001


def test_join_begins_without_a_state() -> None:
    execution = Execution.of([A, FaultStep("B", Fault.JOIN), B])
    assert execution.known == (0b001, 0b000, 0b100)
    assert execution.entrants == {"B"}
    assert execution.incarnations[-1] == "B"


def test_join_under_a_used_name_begins_an_incarnation() -> None:
    execution = Execution.of([A, Event("B", of=1), FaultStep("A", Fault.RETIRE), FaultStep("A", Fault.JOIN), A])
    assert execution.retired == frozenset()
    assert execution.incarnations[0] != execution.incarnations[-1]
    assert execution.ledger[-1] == {(execution.incarnations[-1], 1)}


def test_extend_leaves_the_shorter_execution_as_it_was() -> None:
    short = Execution.of([A, Event("B", of=1)])
    before = (short.events, short.pasts, dict(short.current_event), dict(short.incarnation_of), short.retired)
    longer, other = short.extend(Event("B")), short.extend(FaultStep("A", Fault.WIPE))
    assert before == (short.events, short.pasts, dict(short.current_event), dict(short.incarnation_of), short.retired)
    assert (longer.stamps[-1], other.known[-1]) == (Clock({"A": 1, "B": 2}), 0)


def test_order_is_mirrored_and_equal_for_one_event() -> None:
    execution = Execution.of([A, Event("B", of=1)])
    assert (execution.order(2, 1), execution.order(1, 1)) == (Order.AFTER, Order.EQUAL)


def test_clock_order_depends_on_the_kind() -> None:
    execution = Execution.of([A, Event("B", of=1)])
    assert execution.clock_order(Kind.VECTOR_CLOCK, 1, 2) is Order.BEFORE
    assert execution.clock_order(Kind.VERSION_VECTOR, 1, 2) is Order.EQUAL


def test_ledger_of_every_small_graph_is_its_version_vector() -> None:
    for execution in graphs(3, 4, Reach.ECHO):
        for dots, version in zip(execution.ledger, execution.versions, strict=True):
            assert dots == clock.dots(version)


def test_extend_by_an_illegal_step_names_its_number() -> None:
    with pytest.raises(ValueError, match="event 1 receives the state of event 1"):
        Execution.of([Event("A", of=1)])
