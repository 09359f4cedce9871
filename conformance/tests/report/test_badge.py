"""The badge: the fields that shields.io requires; none for a partial check."""

from __future__ import annotations

import json

import msgspec
import pytest
from tests.sample_results import rule, sample, with_verdict

from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.engine.results.lines import Results, Selection
from antichain.conformance.engine.status import Status
from antichain.conformance.report import badge
from antichain.conformance.report.faces import NoFaceError


@pytest.mark.parametrize(
    ("results", "message", "colour"),
    [
        (with_verdict(Verdict.CONFORMANT, rule("CNT-NEW", Status.HOLDS)), "conformant, 1 known", "brightgreen"),
        (with_verdict(Verdict.INCOMPLETE, rule("CNT-NEW", Status.NOT_EXERCISED)), "incomplete, 1 known", "yellow"),
        (with_verdict(Verdict.NOT_CONFORMANT, rule("CNT-ONCE", Status.FAILS)), "not conformant: 1 rule", "red"),
        (sample(), "not conformant: 2 rules", "red"),
    ],
)
def test_badge_has_message_and_colour(results: Results, message: str, colour: str) -> None:
    data = json.loads(badge.render(results))
    assert (data["schemaVersion"], data["label"], data["message"], data["color"]) == (1, "antichain", message, colour)
    assert data["isError"] is (colour == "red")


@pytest.mark.parametrize(
    "selection",
    [
        Selection(kinds=("g-counter",)),
        Selection(rules=("CNT-ONCE",)),
        Selection(phases=("laws",)),
        Selection(history=True),
    ],
)
def test_partial_check_has_no_badge(selection: Selection) -> None:
    base = sample()
    header = msgspec.structs.replace(base.header, selection=selection)
    with pytest.raises(NoFaceError, match="repeat it without --kind"):
        badge.render(Results(header, base.phases, base.rules, base.failures, base.footer))


def test_interrupted_check_has_no_badge() -> None:
    with pytest.raises(NoFaceError, match="interrupted"):
        badge.render(with_verdict(Verdict.INTERRUPTED, rule("CNT-NEW", Status.HOLDS)))
