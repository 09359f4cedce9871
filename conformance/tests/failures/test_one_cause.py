"""One cause is shown as one failure: wrong comparisons, amounts, bytes and totals that follow from it are not shown."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from tests import wrong

from antichain.conformance import check
from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.cases.case import compile_case
from antichain.conformance.cases.script import Violation
from antichain.conformance.cases.variant import default_variant, ordinary
from antichain.conformance.failures.causes.attribute import directed
from antichain.conformance.failures.causes.extra_ticks import extra_ticks
from antichain.conformance.failures.causes.states import states
from antichain.conformance.failures.causes.updates import distinct_amounts, received_again
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.protocol.claims import Claim, Hello, Kind, Options
from antichain.conformance.scenarios import message_immutability
from antichain.conformance.transport.in_process import InProcess
from antichain.conformance.zoo.measure import members
from antichain.conformance.zoo.parts import Signed, balance, decode, encode, larger_pairs, order, shift
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.conformance.cases.case import Case, HistoryCase
    from antichain.conformance.engine.report import Report

BOUNDS = Bounds.parse("events=4,histories=6,steps=12,large=8,crowd=8,faulty=1,named=1,states=2")
INSIDE = Options(entries=True, construct=True)
A, B = Event("A"), Event("B")
NONE = Violation(0, 0, ())
Pair = tuple[dict[str, int], dict[str, int]]


def judged(factory: Callable[[], Any]) -> Report:
    return check(factory, bounds=BOUNDS)


def target_of(kind: Kind, options: Options, library: Library) -> ValueTarget:
    return ValueTarget(Hello(name="one-cause", kinds={kind: options}), {kind: library})


def clock(merge: Callable[[dict[str, int], dict[str, int]], dict[str, int]]) -> ValueTarget:
    library = Library(
        new=lambda _: {}, tick=wrong.tick, merge=merge, compare=wrong.order, entries=dict, construct=dict, copy=dict
    )
    return target_of(Kind.VERSION_VECTOR, INSIDE, library)


def keeps_its_entry_beside_one_far_ahead() -> ValueTarget:
    """Return a clock whose merge ignores entries that are far ahead."""
    return clock(lambda x, y: {r: x.get(r, 0) if n > x.get(r, 0) + 4 else n for r, n in wrong.larger(x, y).items()})


def loses_an_entry_of_an_equal_clock() -> ValueTarget:
    return clock(lambda x, y: dict(list(x.items())[:1]) if x == y else wrong.larger(x, y))


def pairs(*, value: Callable[[Pair], int], merge: Callable[[Pair, Pair], Pair]) -> ValueTarget:
    def added(state: Pair, replica: str, by: object) -> Pair:
        return {**state[0], replica: state[0].get(replica, 0) + wrong.amount(by)}, state[1]

    def taken(state: Pair, replica: str, by: object) -> Pair:
        return state[0], {**state[1], replica: state[1].get(replica, 0) + wrong.amount(by)}

    library = Library(
        new=lambda _: ({}, {}),
        increment=added,
        decrement=taken,
        merge=merge,
        value=value,
    )
    return target_of(Kind.PN_COUNTER, Options(), library)


def merged(x: Pair, y: Pair) -> Pair:
    return wrong.larger(x[0], y[0]), wrong.larger(x[1], y[1])


def total(state: Pair) -> int:
    return sum(state[0].values()) - sum(state[1].values())


def reads_no_less_than_minus_three() -> ValueTarget:
    return pairs(value=lambda state: max(-3, total(state)), merge=merged)


def takes_no_first_decrement_of_another() -> ValueTarget:
    """Return a counter that ignores the decrements in a state until it has one itself."""
    return pairs(value=total, merge=lambda x, y: merged(x, y) if x[1] else merged(x, (y[0], {})))


def heads(report: Report) -> list[tuple[str, int]]:
    """Return the first rule and the events of each group of failures."""
    return [(group[0].rules[0], group[0].events) for group in report.groups]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("factory", "expected"),
    [
        (keeps_its_entry_beside_one_far_ahead, ("ENT-EXACT", 2)),
        (loses_an_entry_of_an_equal_clock, ("ENT-EXACT", 4)),
        (reads_no_less_than_minus_three, ("CNT-BELOW", 1)),
        (takes_no_first_decrement_of_another, ("CNT-BELOW", 2)),
    ],
)
def test_mistake_is_shown_as_one_failure(factory: Callable[[], Any], expected: tuple[str, int]) -> None:
    assert heads(judged(factory)) == [expected]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "calls_equal_concurrent",
        "cannot_hear_itself",
        "ignores_its_backup",
        "joins_into_the_first",
        "passes_nothing_on",
        "sends_without_a_tick",
        "stays_locked_after_a_refusal",
        "ticks_at_a_sync",
        "ticks_once",
        "ticks_when_it_receives_a_stamp",
        "ticks_when_stamped",
        "writes_no_decrements",
    ],
)
def test_wrong_member_is_shown_as_one_failure(name: str) -> None:
    member = members()[name]
    report = judged(member.factory)
    assert [rule for rule, _ in heads(report)] == [member.cause]
    assert all(failure.attributed for failure in report.failures)


def ticks_at_a_sync(*, says_after: bool) -> ValueTarget:
    """Return a version vector that ticks when it merges; it may call concurrent vectors ordered."""

    def order(x: dict[str, int], y: dict[str, int]) -> str:
        answer = wrong.order(x, y)
        return "after" if says_after and answer == "concurrent" else answer

    def receive(x: dict[str, int], y: dict[str, int], replica: str) -> dict[str, int]:
        return wrong.tick(wrong.larger(x, y), replica)

    library = Library(
        new=lambda _: {},
        tick=wrong.tick,
        merge=wrong.larger,
        receive=receive,
        compare=order,
        copy=dict,
        encode=encode,
        decode=decode,
    )
    return target_of(Kind.VERSION_VECTOR, Options(wire=True), library)


@pytest.mark.parametrize(("says_after", "recoded"), [(False, False), (False, True), (True, False)])
def test_order_follows_from_extra_ticks_if_they_explain_all(says_after: bool, recoded: bool) -> None:
    claim = Claim(Kind.VERSION_VECTOR, Options(wire=True))
    judge = judge_of(partial(ticks_at_a_sync, says_after=says_after))
    steps = A, Event("B", of=1), Event("C"), Event("C", of=1)
    case = played(claim, *steps, pairs=((4, 2),), watched=False, recoded=recoded)
    found = judge(case)
    assert found is not None
    result = extra_ticks(case, found, claim, judge)
    assert (result and result.violation.rules[0]) == (None if says_after else "SYNC-QUIET")


def calls_before_if_less_in_common_entries() -> ValueTarget:
    """Return a clock with an entry of 0 from its start, whose order looks only at the entries that both clocks have."""

    def less(x: dict[str, int], y: dict[str, int]) -> bool:
        common = x.keys() & y.keys()
        smaller = any(x[name] < y[name] for name in common) or (bool(common) and len(x) < len(y))
        return smaller and all(x[name] <= y[name] for name in common)

    def compare(x: dict[str, int], y: dict[str, int]) -> str:
        return "equal" if x == y else "before" if less(x, y) else "after" if less(y, x) else "concurrent"

    def tick(clock: dict[str, int], replica: str) -> dict[str, int]:
        return {**clock, replica: clock.get(replica, 0) + 1}

    return wrong.version_vector(
        options={"sort": True},
        new=lambda replica: {replica: 0},
        tick=tick,
        compare=compare,
        sort=lambda clocks: sorted(clocks, key=lambda clock: (sum(clock.values()), sorted(clock.items()))),
    )


@pytest.mark.slow
def test_two_mistakes_of_a_comparison_are_two_failures() -> None:
    bounds = replace(BOUNDS, histories=20, steps=20)
    found = heads(check(calls_before_if_less_in_common_entries, bounds=bounds, phases=("laws", "random")))
    assert ("ORD-EQUAL", 0) in found
    assert "ORD-CONCURRENT" in dict(found)


@pytest.mark.slow
def test_order_of_a_balanced_counter_with_entries_is_judged() -> None:
    def flat(state: Signed) -> dict[str, int]:
        return {f"{name} {part}": count for name, pair in state.items() for part, count in enumerate(pair)}

    claims = Options(entries=True, compare="states")
    library = Library(
        new=lambda _: {},
        increment=lambda state, replica, by: shift(state, replica, wrong.amount(by), 0),
        decrement=lambda state, replica, by: shift(state, replica, 0, wrong.amount(by)),
        merge=larger_pairs,
        value=balance,
        entries=dict,
        compare=lambda x, y: "equal" if balance(x) == balance(y) else order(flat(x), flat(y)),
    )
    found = heads(judged(lambda: target_of(Kind.PN_COUNTER, claims, library)))
    assert found == [("CNT-ORDER", 2)]


@pytest.mark.slow
def test_amount_of_a_failure_is_the_smallest_that_fails() -> None:
    (group, *_) = judged(reads_no_less_than_minus_three).groups
    assert group[0].explanation.endswith("the updates in its causal past sum to -4, and it reads -3")


def judge_of(target: Callable[[], ValueTarget]) -> Callable[[Case], Violation | None]:
    connection = InProcess(target)
    return lambda case: case.script.judge(connection.play(case.script.requests))


def played(claim: Claim, *steps: Event, **changes: object) -> HistoryCase:
    execution = Execution.of(steps)
    return compile_case(execution, claim, replace(default_variant(execution, claim), **changes))  # type: ignore[arg-type]  # fields of a variant


def test_comparison_that_is_right_about_wrong_states_is_no_cause() -> None:
    claim, judge = Claim(Kind.VERSION_VECTOR, INSIDE), judge_of(loses_an_entry_of_an_equal_clock)
    case = played(claim, A, B, Event("B", of=1), Event("A", of=2), Event("A", of=3), watched=False)
    found = judge(case)
    assert found is not None
    assert found.rules[0].startswith("ORD-")
    attributed = states(case, found, claim, judge)
    assert attributed is not None
    assert attributed.violation.rules == ("ENT-EXACT",)


def test_comparison_that_contradicts_the_entries_is_a_cause() -> None:
    def calls_all_earlier() -> ValueTarget:
        library = Library(
            new=lambda _: {}, tick=wrong.tick, merge=wrong.larger, compare=lambda *_: "before", entries=dict, copy=dict
        )
        return target_of(Kind.VERSION_VECTOR, Options(entries=True), library)

    claim, judge = Claim(Kind.VERSION_VECTOR, Options(entries=True)), judge_of(calls_all_earlier)
    case = played(claim, A, B, watched=False)
    found = judge(case)
    assert found is not None
    assert states(case, found, claim, judge) is None


def test_distinct_amounts_show_the_lost_decrement() -> None:
    claim, judge = Claim(Kind.PN_COUNTER, Options()), judge_of(takes_no_first_decrement_of_another)
    case = played(claim, A, A, Event("B", of=1), Event("B", of=2))
    found = judge(case)
    assert found is not None
    assert "CNT-ONCE" in found.rules
    attributed = distinct_amounts(case, found, claim, judge)
    assert attributed is not None
    assert "CNT-BELOW" in attributed.violation.rules


def test_repetition_is_no_cause_if_one_receive_suffices() -> None:
    claim, judge = Claim(Kind.PN_COUNTER, Options()), judge_of(reads_no_less_than_minus_three)
    case = played(claim, A, Event("B", of=1), A, Event("B", of=3), amounts=(1, 0, -5, 0))
    found = replace(judge(case) or NONE, place=len(case.script.requests) - 1, rules=("CNT-ONCE",))
    attributed = received_again(case, found, claim, judge)
    assert attributed is not None
    assert "CNT-BELOW" in attributed.violation.rules


def test_ordinary_amounts_keep_their_signs_and_order() -> None:
    assert ordinary((2**31, -(2**53), 5)) == ((1, -1, 1), (2, -3, 1), (100, -100, 5))


@pytest.mark.slow
def test_refused_name_hides_no_other_that_loses_updates() -> None:
    def refuses_one_and_cuts_others() -> ValueTarget:
        def new(replica: str) -> dict[str, int]:
            if not replica:
                message = "a replica must have a name"
                raise ValueError(message)
            return {}

        def add(counts: dict[str, int], replica: str, by: object) -> dict[str, int]:
            return wrong.add(counts, replica[:64], by)

        return wrong.counter(new=new, increment=add)

    shown = [failure.explanation for failure in judged(refuses_one_and_cuts_others).failures]
    assert any("a replica must have a name" in sentence for sentence in shown)
    assert any("an update that the reader knows of is lost" in sentence for sentence in shown)


def test_bytes_are_no_cause_if_the_comparison_is_wrong() -> None:
    def calls_equal_concurrent() -> ValueTarget:
        return wrong.version_vector(
            options={"wire": True},
            compare=lambda x, y: "concurrent" if x == y else wrong.order(x, y),
            encode=wrong.encode,
            decode=wrong.decode,
        )

    claim, judge = Claim(Kind.VERSION_VECTOR, Options(wire=True)), judge_of(calls_equal_concurrent)
    of_bytes = [case for case in message_immutability.probes(claim) if "bytes" in case.title]
    assert len(of_bytes) == 3
    for case in of_bytes:
        found = judge(case)
        assert found is not None
        assert found.rules == ("WIRE-ROUND",)
        attributed = directed(case, found, claim, judge)
        assert attributed is not None
        assert "ORD-EQUAL" in attributed.violation.rules
