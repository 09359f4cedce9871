from dataclasses import replace

import pytest

from antichain.conformance.case import play
from antichain.conformance.checks import Alike, Grown, Held, OneOf, Ordered, Sorted, Total, without_zeros
from antichain.conformance.examine import smaller
from antichain.conformance.names import hostile
from antichain.conformance.oracle import Truth
from antichain.conformance.phases import settled
from antichain.conformance.playing import playable
from antichain.conformance.protocol import Failed, Kind, Options, Refused
from antichain.model.causality import Event
from antichain.model.clock import Clock, Order

U_A, U_B = Event("A"), Event("B")


@pytest.mark.parametrize(
    ("check", "answer", "first"),
    [
        (Total(due=2, gains=True), 1, "CNT-UNION"),
        (Total(due=2, gains=True), 3, "CNT-NEW"),
        (Total(due=2, gains=True, gained_again=True), 3, "CNT-ONCE"),
        (Total(due=2, gains=True, own=1), 1, "CNT-OWN"),
        (Total(due=-1, losses=True, g_counter=False), 0, "CNT-BELOW"),
        (Total(due=0, gains=True, losses=True, g_counter=False), 1, "CNT-BELOW"),
        (Total(due=-1, losses=True, lost_again=True, g_counter=False), -2, "CNT-ONCE"),
        (Total(due=2, gains=True), Failed("no"), "ANS-OK"),
    ],
)
def test_a_wrong_total_names_its_cause(check: Total, answer: object, first: str) -> None:
    assert check.broken(answer, [])[0] == first
    assert check.broken(check.due, []) == ()


def test_a_wrong_total_also_breaks_what_it_contradicts() -> None:
    assert "CNT-STALE" in Total(due=2, gains=True, stale=True).broken(3, [])
    assert "CNT-MONOTONE" in Total(due=3, gains=True, last=2).broken(1, [])
    assert "CNT-MONOTONE" not in Total(due=3, gains=True, last=2).broken(2, [])
    assert "CNT-SAME" in Total(due=2, gains=True, twin=0).broken(3, [2])


def _ordered(order: Order, *tested: str, joined: int = 0) -> Ordered:
    return Ordered(due=order.value, order=order, tested=tested, joined=joined)


def test_a_receiver_that_is_behind_its_message_is_incoherent_and_one_that_is_equal_is_not() -> None:
    check = _ordered(Order.BEFORE, "ORD-COHERENT", "ORD-BEFORE", joined=-1)
    assert "ORD-COHERENT" in check.broken("after", [])
    assert "ORD-COHERENT" in check.broken("concurrent", [])
    assert "ORD-COHERENT" not in check.broken("equal", [])
    assert "ORD-EQUAL" in check.broken("equal", [])


def test_a_join_invents_something_only_if_it_is_after_an_upper_bound() -> None:
    check = _ordered(Order.BEFORE, "ORD-LEAST", "ORD-BEFORE", joined=1)
    assert "ORD-LEAST" in check.broken("after", [])
    assert "ORD-LEAST" not in check.broken("equal", [])


def test_zeros_in_entries_are_ignored_and_nothing_else_is() -> None:
    check = Held(due={"A": 2}, tested=("ENT-EXACT",))
    assert check.broken({"A": 2, "B": 0}, []) == ()
    assert check.broken({"A": 2, "B": 1}, []) == ("ENT-EXACT",)
    assert without_zeros({"A": (0, 0), "B": (0, 1)}) == {"B": (0, 1)}


def test_only_the_own_entry_may_grow() -> None:
    check = Grown(tested=("TICK-STRICT",), own="A", since=0)
    assert check.broken({"A": 7, "B": 1}, [{"A": 2, "B": 1}]) == ()
    assert check.broken({"A": 2, "B": 1}, [{"A": 2, "B": 1}]) == ("TICK-STRICT",)
    assert check.broken({"A": 7, "B": 2}, [{"A": 2, "B": 1}]) == ("TICK-STRICT",)


def test_an_order_for_sorting_extends_what_happened_and_does_not_depend_on_the_order_given() -> None:
    states = {"x": Clock({"A": 1}), "y": Clock({"A": 2}), "z": Clock({"B": 1})}
    check = Sorted(tested=("LIB-SORT",), states=states, to=None)
    assert check.broken(["x", "y", "z"], []) == ()
    assert check.broken(["y", "x", "z"], []) == ("LIB-SORT",)
    assert check.broken(["x", "y"], []) == ("LIB-SORT",)
    again = Sorted(tested=("LIB-SORT",), states=states, to=0)
    assert again.broken(["x", "y", "z"], [["x", "y", "z"]]) == ()
    assert again.broken(["x", "y", "z"], [["z", "x", "y"]]) == ("LIB-SORT",)


def test_the_same_answer_must_come_again() -> None:
    check = Alike(due=OneOf("the same", lambda _: False), tested=("MSG-PURE",), to=0)
    assert check.broken(3, [3]) == ()
    assert check.broken(4, [3]) == ("MSG-PURE",)


def test_an_answer_out_of_shape_never_equals_one_of_many() -> None:
    refused = OneOf("rejected", lambda answer: isinstance(answer, Refused))
    assert Refused("negative") == refused
    assert refused != 3


@pytest.mark.parametrize(
    ("channel", "history", "can"),
    [
        ("any", [U_A, U_A, Event("B", of=2), Event("B", of=1)], True),
        ("fifo", [U_A, U_A, Event("B", of=2), Event("B", of=1)], False),
        ("fifo", [U_A, Event("B", of=1), Event("B", of=1)], True),
        ("fifo-once", [U_A, Event("B", of=1), Event("B", of=1)], False),
        ("fifo-once", [U_A, U_A, Event("B", of=1), Event("B", of=2)], True),
    ],
)
def test_a_channel_carries_what_it_says(channel: str, history: list[Event], can: bool) -> None:
    assert playable(Truth.of(history), Kind.G_COUNTER, Options(channel=channel)) is can  # type: ignore[arg-type]  # one of three


def test_a_vector_clock_receives_what_was_sent_and_nothing_else() -> None:
    assert playable(Truth.of([U_A, Event("B", of=1)]), Kind.VECTOR_CLOCK, Options())
    assert not playable(Truth.of([U_A, Event("B", of=1), Event("C", of=2)]), Kind.VECTOR_CLOCK, Options())
    assert not playable(Truth.of([U_A, U_B]), Kind.G_COUNTER, Options(replicas=1))


def test_shrinking_only_takes_away() -> None:
    truth = Truth.of([U_A, Event("B", of=1), U_A, U_B, Event("B", of=3)])
    options = Options()
    setting = replace(settled(truth, Kind.G_COUNTER, options), amounts=(1, 0, 2, 4, 0))
    cases = list(smaller(play(truth, Kind.G_COUNTER, options, setting), 5, options))
    assert cases
    for case in cases:
        assert case.truth is not None
        assert case.setting is not None
        assert 0 < len(case.truth.events) < 5
        assert len(case.setting.amounts) == len(case.truth.events)
        assert set(case.setting.names) <= {"A", "B"}


@pytest.mark.parametrize("ids", ["any", "integer"])
def test_hostile_names_come_in_distinct_threes(ids: str) -> None:
    groups = hostile(Options(ids=ids))  # type: ignore[arg-type]  # one of two
    assert all(len(set(group)) == 3 for group in groups)
    if ids == "integer":
        assert all(name.isdigit() and int(name) < 2**31 for group in groups for name in group)
