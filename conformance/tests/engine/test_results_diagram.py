"""The causal past in a diagram is the one that the oracle computes."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

import pytest

from antichain.conformance.cases.case import compile_case
from antichain.conformance.cases.script import ScriptBuilder
from antichain.conformance.cases.variant import default_variant
from antichain.conformance.engine.results.diagram import Diagram, diagram
from antichain.conformance.histories.exhaustive import Reach
from antichain.conformance.histories.playable import histories, playable
from antichain.conformance.histories.with_faults import with_fault
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import Claim, Fault, Kind, Options
from antichain.model.causality import Event

if TYPE_CHECKING:
    from antichain.conformance.cases.script import Script
    from antichain.conformance.protocol.requests import Request

COUNTER = Claim(Kind.G_COUNTER, Options(), tuple(Fault))
CLOCK = Claim(Kind.VECTOR_CLOCK, Options())


def _past(drawn: Diagram, line: int) -> set[int]:
    causes = {point.line: point.causes for point in drawn.points}
    found: set[int] = set()
    todo = [line]
    while todo:
        new = set(causes[todo.pop()]) - found
        found |= new
        todo += new
    return found


def _pasts(execution: Execution, claim: Claim) -> tuple[int, ...]:
    """Return the bit masks of the events before each event, as the diagram has them."""
    script = compile_case(execution, claim, default_variant(execution, claim)).script
    drawn = diagram(script, len(script.requests) - 1)
    changing = {"update", "receive", "crash"} | ({"send"} if claim.kind is Kind.VECTOR_CLOCK else set())
    at = {p.line: p.event for p in drawn.points if p.kind in changing and execution.is_event(p.event)}
    pasts = {e: {at[line] for line in _past(drawn, made) if line in at} for made, e in at.items()}
    return tuple(sum(1 << (f - 1) for f in pasts.get(e, ())) for e in range(1, len(execution.events) + 1))


@pytest.mark.parametrize("claim", [COUNTER, CLOCK], ids=["counter", "clock"])
def test_diagram_of_a_history_has_the_pasts_of_the_oracle(claim: Claim) -> None:
    seen = 0
    for execution in histories(claim, 3, 4):
        seen += any(execution.pasts)
        assert _pasts(execution, claim) == execution.pasts
    assert seen >= 50


def test_diagram_of_faults_has_the_pasts_of_the_oracle() -> None:
    faults = set()
    for execution in islice(with_fault(3, Reach.OTHERS, COUNTER.faults), 0, None, 7):
        if playable(execution, COUNTER):
            faults |= {step.fault for step in execution.events if isinstance(step, FaultStep)}
            drawn = _pasts(execution, COUNTER)
            for e in range(1, len(execution.events) + 1):
                if execution.is_event(e):
                    assert drawn[e - 1] == execution.pasts[e - 1], execution.events
    assert faults == set(Fault)


def _script(*asked: Request, kind: Kind = Kind.G_COUNTER) -> Script:
    builder = ScriptBuilder(Claim(kind, Options()), ["A", "B"])
    for request in asked:
        builder.request(request)
    return builder.script()


def test_diagram_marks_a_message_that_is_received_again() -> None:
    send, receive = requests.Send("A", "m"), requests.Receive("B", "m")
    drawn = diagram(_script(send, receive, receive), 3)
    assert [arrow.repeated for arrow in drawn.messages] == [False, True]


def test_diagram_marks_an_unused_message_as_lost() -> None:
    sends = requests.Send("A", "m", delta=True), requests.Send("A", "n", delta=True)
    drawn = diagram(_script(*sends, requests.Receive("B", "n")), 3)
    assert {arrow.name: (arrow.lost, arrow.delta) for arrow in drawn.messages} == {
        "m": (True, True),
        "n": (False, True),
    }


def test_diagram_follows_a_message_through_bytes() -> None:
    drawn = diagram(_script(requests.Send("A", "m"), requests.Recode("m", "r"), requests.Receive("B", "r")), 3)
    assert [(arrow.name, arrow.source, arrow.to, arrow.lost) for arrow in drawn.messages] == [("m", 3, 5, False)]


def test_diagram_of_a_constructed_message_has_no_origin() -> None:
    drawn = diagram(_script(requests.Construct("m", {"A": 1}), requests.Receive("B", "m")), 2)
    assert [(arrow.source, arrow.to) for arrow in drawn.messages] == [(0, 4)]


def test_diagram_of_a_comparison_focuses_on_both_stamps() -> None:
    asked = requests.Tick("A"), requests.Stamp("A", "x"), requests.Stamp("B", "y"), requests.Compare("x", "y")
    assert diagram(_script(*asked, kind=Kind.VECTOR_CLOCK), 4).focus == (4, 5)


def test_diagram_of_a_clone_has_the_state_of_its_origin() -> None:
    drawn = diagram(_script(requests.Increment("A"), requests.Clone("A", "C"), requests.Value("C")), 3)
    assert drawn.lanes == ("A", "B", "C")
    assert [(p.lane, p.kind, p.causes) for p in drawn.points] == [
        (0, "update", ()),
        (2, "clone", (3,)),
        (2, "read", (4,)),
    ]


def test_event_of_a_history_has_a_point_for_each_request() -> None:
    execution = Execution.of([Event("A"), Event("B", of=1)])
    script = compile_case(execution, COUNTER, default_variant(execution, COUNTER)).script
    drawn = diagram(script, len(script.requests) - 1)
    assert {(p.event, p.kind) for p in drawn.points} >= {(1, "update"), (1, "send"), (2, "receive"), (2, "read")}
