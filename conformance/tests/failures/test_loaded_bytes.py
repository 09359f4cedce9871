"""Bytes that another process loads are not the cause of a failure if updates or states were wrong before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests import wrong

from antichain.conformance.adapters.values import Library, ValueTarget
from antichain.conformance.failures.causes.attribute import directed
from antichain.conformance.failures.causes.states import states
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Hello, Kind, Options
from antichain.conformance.protocol.target import Rejected
from antichain.conformance.scenarios import across_processes
from antichain.conformance.transport.in_process import InProcess

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.conformance.cases.case import Case
    from antichain.conformance.cases.script import Violation

OPTIONS = Options(wire=True, entries=True)


def ticks_once() -> ValueTarget:
    """Return a clock whose own entry stays at 1, with right bytes and comparisons."""
    library = Library(
        new=lambda _: {},
        tick=lambda state, replica: {**state, replica: 1},
        merge=wrong.larger,
        compare=wrong.order,
        entries=dict,
        encode=wrong.encode,
        decode=wrong.decode,
    )
    return ValueTarget(Hello(name="once", kinds={Kind.VERSION_VECTOR: OPTIONS}), {Kind.VERSION_VECTOR: library})


def refuses_decrements() -> ValueTarget:
    def taken(_state: dict[str, int], _replica: str, _by: object) -> dict[str, int]:
        code = "negative"
        raise Rejected(code)

    library = Library(
        new=lambda _: {},
        increment=wrong.add,
        decrement=taken,
        merge=wrong.larger,
        value=wrong.total,
        encode=wrong.encode,
        decode=wrong.decode,
    )
    options = Options(wire=True)
    return ValueTarget(Hello(name="refusing", kinds={Kind.PN_COUNTER: options}), {Kind.PN_COUNTER: library})


def loaded(target: Callable[[], ValueTarget], claim: Claim) -> list[tuple[Case, Violation | None]]:
    played = across_processes.cases(claim, InProcess(target), lambda: InProcess(target))
    return [(case, case.script.judge(answers)) for case, answers in played]


def test_order_of_loaded_clocks_follows_from_wrong_entries() -> None:
    claim, connection = Claim(Kind.VERSION_VECTOR, OPTIONS), InProcess(ticks_once)

    def judge(case: Case) -> Violation | None:
        return case.script.judge(connection.play(case.script.requests))

    case, violation = next((case, found) for case, found in loaded(ticks_once, claim) if found)
    assert "WIRE-ROUND" in violation.rules
    history = directed(case, violation, claim, judge)
    assert history is not None
    assert isinstance(history.case.script.requests[history.violation.place], requests.Compare)
    cause = states(history.case, history.violation, claim, judge)
    assert cause is not None
    assert isinstance(cause.case.script.requests[cause.violation.place], requests.Entries)


def test_bytes_after_a_refused_update_are_not_loaded() -> None:
    assert loaded(refuses_decrements, Claim(Kind.PN_COUNTER, Options(wire=True))) == []
