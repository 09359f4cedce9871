"""A total that is wrong only while updates cancel out lacks an update: the entry was dropped at zero."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from antichain.conformance.cases.case import compile_case
from antichain.conformance.cases.variant import default_variant
from antichain.conformance.failures.analyse import FailureAnalyser
from antichain.conformance.failures.failure import Failure
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.protocol.claims import Claim, Kind, Options
from antichain.conformance.transport.in_process import InProcess
from antichain.conformance.zoo.parts import Signed, balanced, larger_pairs
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.conformance.adapters.values import ValueTarget

CLAIM = Claim(Kind.PN_COUNTER, Options())
HISTORY = (Event("A"), Event("A"), Event("B", of=2), Event("B", of=1))


def drops_entries_at_zero() -> ValueTarget:
    def merge(x: Signed, y: Signed) -> Signed:
        return {name: (p, n) for name, (p, n) in larger_pairs(x, y).items() if p != n}

    return balanced(merge=merge)


def merges_by_adding() -> ValueTarget:
    def merge(x: Signed, y: Signed) -> Signed:
        (p, n), (q, m) = ((z.get("A", (0, 0))) for z in (x, y))
        return {"A": (p + q, n + m)}

    return balanced(merge=merge)


def attributed(target: Callable[[], ValueTarget], signs: tuple[int, int]) -> Failure:
    """Return the attributed failure of a replica that receives the later of two states, and then the earlier one."""
    execution = Execution.of(HISTORY)
    case = compile_case(execution, CLAIM, replace(default_variant(execution, CLAIM), amounts=(*signs, 0, 0)))
    answers = InProcess(target).play(case.script.requests)
    violation = case.script.judge(answers)
    assert violation is not None
    assert "CNT-ONCE" in violation.rules
    analyser = FailureAnalyser(CLAIM, lambda: InProcess(target))
    found, told = analyser.attribute(case, violation)
    return Failure(found, told, "exhaustive", tuple(InProcess(target).play(found.script.requests)))


@pytest.mark.parametrize(
    ("signs", "rule", "sentence"),
    [
        ((1, -1), "CNT-BELOW", "a decrement does not count in full: "),
        ((-1, 1), "CNT-UNION", "an update that the reader knows of is lost: "),
    ],
)
def test_entry_dropped_at_zero_is_a_lost_update(signs: tuple[int, int], rule: str, sentence: str) -> None:
    found = attributed(drops_entries_at_zero, signs)
    assert found.rules[0] == rule
    assert "CNT-ONCE" not in found.rules
    assert found.explanation.startswith(sentence)


def test_update_that_is_counted_twice_stays_counted_twice() -> None:
    assert "CNT-ONCE" in attributed(merges_by_adding, (1, -1)).rules
