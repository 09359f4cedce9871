"""The state machine, and the cases of rules, for test suites of other projects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from antichain.conformance import Hello, Kind, Library, Options, Rejected, ValueTarget
from antichain.conformance.testing import rule_cases, state_machine
from antichain.conformance.zoo.wrong import article

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.slow


def _counter(*refused: str) -> Callable[[], ValueTarget]:
    """Return the counter of README, which refuses only these amounts: negative, not-an-integer."""

    def increment(state: dict[str, int], replica: str, by: int) -> dict[str, int]:
        if by < 0 and "negative" in refused:
            code = "negative"
            raise Rejected(code)
        if not isinstance(by, int) and "not-an-integer" in refused:
            code = "not-an-integer"
            raise Rejected(code)
        return {**state, replica: state.get(replica, 0) + by}

    def target() -> ValueTarget:
        library = Library(
            new=lambda _replica: {},
            increment=increment,
            merge=lambda x, y: {r: max(x.get(r, 0), y.get(r, 0)) for r in x | y},
            value=lambda state: sum(state.values()),
        )
        return ValueTarget(Hello(name="acme", kinds={Kind.G_COUNTER: Options()}), {Kind.G_COUNTER: library})

    return target


def _played(target: Callable[[], object], examples: int = 30) -> None:
    case = state_machine(target, Kind.G_COUNTER).TestCase
    case.settings = settings(case.settings, max_examples=examples, stateful_step_count=12, database=None)
    case().runTest()


@pytest.mark.parametrize(
    ("refused", "rule"),
    [((), "CNT-NEGATIVE|CNT-INTEGER"), (("negative",), "CNT-INTEGER"), (("not-an-integer",), "CNT-NEGATIVE")],
)
def test_state_machine_finds_an_amount_accepted_wrongly(refused: tuple[str, ...], rule: str) -> None:
    with pytest.raises(AssertionError, match=rule):
        _played(_counter(*refused))


def test_state_machine_accepts_a_right_counter() -> None:
    _played(_counter("negative", "not-an-integer"), examples=10)


def test_state_machine_prints_the_history_of_the_terminal() -> None:
    with pytest.raises(AssertionError) as raised:
        _played(article.target, examples=100)
    said = str(raised.value)
    assert "CNT-ONCE no update is counted twice" in said
    assert "│ value " in said
    assert "●1" in said
    assert said.count("increment") <= 4


def test_rule_cases_skip_rules_not_offered_and_share_a_group() -> None:
    cases = {case.id: {mark.name: mark for mark in case.marks} for case in rule_cases(article.target)}
    assert set(cases["g-counter-CNT-ONCE"]) == {"xdist_group"}
    assert cases["g-counter-CNT-ONCE"]["xdist_group"].args == ("antichain-g-counter",)
    assert cases["g-counter-WIRE-ROUND"]["skip"].kwargs == {"reason": "not offered: it needs wire"}
    assert not any("ORD-BEFORE" in str(name) for name in cases)
