"""The stream of events of a check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests import wrong
from tests.processes import at_home_in

from antichain.conformance.engine.check import check
from antichain.conformance.engine.config import CheckConfig
from antichain.conformance.engine.events import CaseRun, FailureFound, PhaseFinished, PhaseStarted
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.targets.resolve import Local, greet

if TYPE_CHECKING:
    from pathlib import Path

    from antichain.conformance.engine.events import Event

pytestmark = pytest.mark.slow

SMALL = Bounds.parse("events=3,histories=2,steps=8,large=8,crowd=8,faulty=1,named=1,states=2")


def test_events_agree_with_the_result(tmp_path: Path) -> None:
    events: list[Event] = []
    here = Local("here", wrong.sums, "wrong:sums")
    with at_home_in(tmp_path):
        result = check(here, greet(here), CheckConfig(seed=0, bounds=SMALL), events.append)
    finished = [event.result for event in events if isinstance(event, PhaseFinished)]
    assert tuple(finished) == result.phases
    judged = finished[1:]  # the doctor judges no cases
    assert sum(isinstance(event, CaseRun) for event in events) == sum(phase.histories for phase in judged)
    assert sum(isinstance(event, FailureFound) for event in events) == sum(phase.failures for phase in judged) > 0
    started = [event.phase for event in events if isinstance(event, PhaseStarted)]
    assert started == [phase.phase for phase in finished]
