from dataclasses import replace
from itertools import product

import pytest

from antichain.conformance.cases.case import compile_case
from antichain.conformance.cases.checks.base import Check, OneOf, SameAnswer, meets
from antichain.conformance.cases.checks.clock import ClockOrder, OnlyOwnEntryGrew, SortOrder
from antichain.conformance.cases.checks.counter import COUNTER_RULES, CounterRead, CounterValue
from antichain.conformance.cases.checks.entries import EntriesEqual, without_zeros
from antichain.conformance.cases.script import ScriptBuilder, Violation
from antichain.conformance.cases.variant import default_variant
from antichain.conformance.histories.playable import playable
from antichain.conformance.histories.replica_names import hostile
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import Failed, Refused
from antichain.conformance.protocol.claims import Claim, Kind, Options
from antichain.model.causality import Event
from antichain.model.clock import Clock, Order

U_A, U_B = Event("A"), Event("B")


def _read(total: int, **facts: bool | int) -> CounterValue:
    return CounterValue.of(CounterRead(total=total, **facts))  # type: ignore[arg-type]  # names and values of its fields


@pytest.mark.parametrize(
    ("check", "answer", "first"),
    [
        (_read(2, gains=True), 1, "CNT-UNION"),
        (_read(2, gains=True), 3, "CNT-NEW"),
        (_read(2, gains=True, gained_again=True), 3, "CNT-ONCE"),
        (_read(2, gains=True, own=1), 1, "CNT-OWN"),
        (_read(-1, losses=True, g_counter=False), 0, "CNT-BELOW"),
        (_read(0, gains=True, losses=True, g_counter=False), 1, "CNT-BELOW"),
        (_read(-1, losses=True, lost_again=True, g_counter=False), -2, "CNT-ONCE"),
        (_read(2, gains=True), Failed("no"), "ANS-OK"),
    ],
)
def test_wrong_total_violates_the_rule_of_its_cause(check: CounterValue, answer: object, first: str) -> None:
    assert check.violations(answer, [])[0] == first
    assert check.violations(check.expected, []) == ()


def test_wrong_total_also_violates_the_rules_it_contradicts() -> None:
    assert "CNT-STALE" in _read(2, gains=True, stale=True).violations(3, [])
    assert "CNT-MONOTONE" in _read(3, gains=True, last=2).violations(1, [])
    assert "CNT-MONOTONE" not in _read(3, gains=True, last=2).violations(2, [])
    assert "CNT-SAME" in _read(2, gains=True, twin=0).violations(3, [2])


def test_wrong_total_has_exactly_one_cause() -> None:
    facts = ("gains", "losses", "gained_again", "lost_again")
    for known in product((False, True), repeat=len(facts)):
        read = CounterRead(total=1, **dict(zip(facts, known, strict=True)))  # type: ignore[arg-type]  # four booleans
        for wrong in (-1, 0, 2, 3):
            causes = [rule.id for rule in COUNTER_RULES if rule.sentence and rule.violated(read, wrong, ())]
            assert len(causes) == 1, (read, wrong, causes)


def _ordered(order: Order, *covers: str, joined: int = 0) -> ClockOrder:
    return ClockOrder(expected=order.value, order=order, covers=covers, joined=joined)


def test_receiver_behind_its_message_is_incoherent() -> None:
    check = _ordered(Order.BEFORE, "ORD-COHERENT", "ORD-BEFORE", joined=-1)
    assert "ORD-COHERENT" in check.violations("after", [])
    assert "ORD-COHERENT" in check.violations("concurrent", [])
    assert "ORD-COHERENT" not in check.violations("equal", [])
    assert "ORD-EQUAL" in check.violations("equal", [])


def test_join_above_an_upper_bound_violates_least() -> None:
    check = _ordered(Order.BEFORE, "ORD-LEAST", "ORD-BEFORE", joined=1)
    assert "ORD-LEAST" in check.violations("after", [])
    assert "ORD-LEAST" not in check.violations("equal", [])


def test_entries_check_ignores_zeros_only() -> None:
    check = EntriesEqual(expected={"A": 2}, covers=("ENT-EXACT",))
    assert check.violations({"A": 2, "B": 0}, []) == ()
    assert check.violations({"A": 2, "B": 1}, []) == ("ENT-EXACT",)
    assert without_zeros({"A": (0, 0), "B": (0, 1)}) == {"B": (0, 1)}


def test_only_own_entry_grew_refuses_other_growth() -> None:
    check = OnlyOwnEntryGrew(covers=("TICK-STRICT",), own="A", since=0)
    assert check.violations({"A": 7, "B": 1}, [{"A": 2, "B": 1}]) == ()
    assert check.violations({"A": 2, "B": 1}, [{"A": 2, "B": 1}]) == ("TICK-STRICT",)
    assert check.violations({"A": 7, "B": 2}, [{"A": 2, "B": 1}]) == ("TICK-STRICT",)


def test_sort_check_requires_a_stable_causal_order() -> None:
    states = {"x": Clock({"A": 1}), "y": Clock({"A": 2}), "z": Clock({"B": 1})}
    check = SortOrder(covers=("LIB-SORT",), states=states, to=None)
    assert check.violations(["x", "y", "z"], []) == ()
    assert check.violations(["y", "x", "z"], []) == ("LIB-SORT",)
    assert check.violations(["x", "y"], []) == ("LIB-SORT",)
    again = SortOrder(covers=("LIB-SORT",), states=states, to=0)
    assert again.violations(["x", "y", "z"], [["x", "y", "z"]]) == ()
    assert again.violations(["x", "y", "z"], [["z", "x", "y"]]) == ("LIB-SORT",)


def test_wrong_sort_is_explained_by_the_order_of_the_clocks() -> None:
    states = {"x": Clock({"A": 1}), "y": Clock({"A": 2}), "z": Clock({"B": 1})}
    check = SortOrder(covers=("LIB-SORT",), states=states, to=0)
    assert check.explanation(["y", "x", "z"]) == (
        "x happened before y, so it must come first in every order: the order is y, x, z, with y = {A: 2} and "
        "x = {A: 1}"
    )
    assert check.explanation(["z", "x", "y"]) == (
        "the order must not depend on the order of the input, also for concurrent clocks: the order is z, x, y, and it "
        "was another one before; x = {A: 1} and z = {B: 1} are concurrent, y = {A: 2} and z = {B: 1} are concurrent"
    )
    assert check.explanation(["x"]) == "the sorted list must have each of x, y, z once; the answer is ['x']"


def test_repeated_request_requires_the_same_answer() -> None:
    check = SameAnswer(expected=OneOf("the same", lambda _: False), covers=("MSG-PURE",), to=0)
    assert check.violations(3, [3]) == ()
    assert check.violations(4, [3]) == ("MSG-PURE",)


def test_meets_with_a_matcher_asks_the_matcher() -> None:
    refused = OneOf("rejected", lambda answer: isinstance(answer, Refused))
    assert meets(Refused("negative"), refused)
    assert not meets(3, refused)
    assert meets(3, 3)
    assert not meets(4, 3)


def test_script_with_a_matcher_judges_the_other_answers() -> None:
    builder = ScriptBuilder(Claim(Kind.G_COUNTER, Options()), ["A"])
    builder.request(requests.Value("A"), Check(expected=OneOf("a number", lambda answer: isinstance(answer, int))))
    builder.request(requests.Value("A"), Check(expected=3, covers=("CNT-NEW",)))
    script = builder.script()
    assert script.judge([None, 7, 3]) is None
    assert script.judge([None, 7, 4]) == Violation(2, 4, ("CNT-NEW",))
    assert script.judge([None, "x", 3]) == Violation(1, "x", ("ANS-OK",))
    assert script.coverage(None, [None, 7, 3]) == {"CNT-NEW": 1, "ANS-OK": 1}


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
def test_playable_follows_the_declared_channel(channel: str, history: list[Event], can: bool) -> None:
    assert playable(Execution.of(history), Claim(Kind.G_COUNTER, Options(channel=channel))) is can  # type: ignore[arg-type]  # one of three


def test_vector_clock_receives_only_sent_messages() -> None:
    assert playable(Execution.of([U_A, Event("B", of=1)]), Claim(Kind.VECTOR_CLOCK, Options()))
    assert not playable(Execution.of([U_A, Event("B", of=1), Event("C", of=2)]), Claim(Kind.VECTOR_CLOCK, Options()))
    assert not playable(Execution.of([U_A, U_B]), Claim(Kind.G_COUNTER, Options(replicas=1)))


def test_shrinking_only_removes_steps() -> None:
    execution = Execution.of([U_A, Event("B", of=1), U_A, U_B, Event("B", of=3)])
    options = Options()
    variant = replace(default_variant(execution, Claim(Kind.G_COUNTER, options)), amounts=(1, 0, 2, 4, 0))
    case = compile_case(execution, Claim(Kind.G_COUNTER, options), variant)
    cases = list(case.smaller(len(case.script.requests) - 1))
    assert cases
    for case in cases:
        assert 0 < len(case.execution.events) < 5
        assert len(case.variant.amounts) == len(case.execution.events)
        assert set(case.variant.names) <= {"A", "B"}


@pytest.mark.parametrize(
    ("by", "delta", "rules"), [(255, False, ("ANS-OK",)), (255, True, ("ANS-OK",)), (256, False, ())]
)
def test_send_within_wire_max_needs_bytes(by: int, delta: bool, rules: tuple[str, ...]) -> None:
    claim = Claim(Kind.G_COUNTER, Options(wire=True, wire_max=255, delta="any-order"))
    execution = Execution.of([U_A, Event("B", of=1)])
    flags = (delta, False) if delta else ()
    variant = replace(default_variant(execution, claim), amounts=(by, 0), delta=flags)
    steps = compile_case(execution, claim, variant).script.steps
    check = next(step.check for step in steps if isinstance(step.request, requests.Send))
    assert check.violations(None, []) == rules
    assert not check.violations("bytes", [])


@pytest.mark.parametrize("ids", ["any", "integer"])
def test_hostile_names_come_in_distinct_threes(ids: str) -> None:
    groups = hostile(Options(ids=ids))  # type: ignore[arg-type]  # one of two
    assert all(len(set(group)) == 3 for group in groups)
    if ids == "integer":
        assert all(name.isdigit() and int(name) < 2**31 for group in groups for name in group)


def test_sorted_states_are_shown_by_the_names_of_the_variant() -> None:
    execution = Execution.of([Event("A"), Event("B")])
    claim = Claim(Kind.VERSION_VECTOR, Options(sort=True))
    variant = replace(default_variant(execution, claim), names=("1", "1.0"))
    checks = compile_case(execution, claim, variant).script.checks
    (first, *_) = (check for check in checks if isinstance(check, SortOrder))
    assert first.states == {"m1": Clock({"1": 1}), "m2": Clock({"1.0": 1})}
