"""The claim `resume`: a replica continues from a constructed state of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from antichain.conformance.protocol.claims import Claim, Kind, Options
from antichain.conformance.scenarios.claimed.resumed_states import probes
from antichain.conformance.transport.in_process import InProcess
from antichain.conformance.zoo.parts import balanced, counter, vector_clock, version_vector
from antichain.conformance.zoo.strange import ignores_its_own_entry
from antichain.conformance.zoo.wrong import ignores_its_backup

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.conformance.adapters.values import ValueTarget

CLAIMS = {"construct": True, "resume": True}
MADE = {
    Kind.VECTOR_CLOCK: vector_clock,
    Kind.VERSION_VECTOR: version_vector,
    Kind.G_COUNTER: counter,
    Kind.PN_COUNTER: balanced,
}


def broken(kind: Kind, target: Callable[[], Any], **options: Any) -> set[str]:  # noqa: ANN401 — claims are of many types
    """Return the rules that the probes find broken; fail if there are no probes."""
    connection = InProcess(target)
    cases = [*probes(Claim(kind, Options(**{**CLAIMS, **options})))]
    assert cases
    violations = (case.script.judge(connection.play(case.script.requests)) for case in cases)
    return {rule for violation in violations if violation for rule in violation.rules}


def right(kind: Kind, **changes: Any) -> ValueTarget:  # noqa: ANN401 — any function
    made: ValueTarget = MADE[kind](options=CLAIMS, construct=dict, **changes)
    return made


@pytest.mark.parametrize("kind", list(Kind))
def test_replica_that_resumes_rightly_passes(kind: Kind) -> None:
    assert broken(kind, lambda: right(kind)) == set()


def test_replica_that_ignores_its_own_part_is_found() -> None:
    assert "ID-RESUME" in broken(Kind.VERSION_VECTOR, ignores_its_backup.target)


@pytest.mark.parametrize("kind", [Kind.G_COUNTER, Kind.PN_COUNTER])
def test_counter_that_does_not_join_is_found(kind: Kind) -> None:
    assert broken(kind, lambda: right(kind, merge=lambda mine, _: mine)) == {"ID-RESUME"}


def test_vector_clock_that_keeps_its_own_count_is_found() -> None:
    def receive(mine: dict[str, int], theirs: dict[str, int], replica: str) -> dict[str, int]:
        return {**theirs, **mine, replica: mine.get(replica, 0) + 1}

    assert "ID-RESUME" in broken(Kind.VECTOR_CLOCK, lambda: right(Kind.VECTOR_CLOCK, receive=receive))


def test_resume_checks_need_the_claim() -> None:
    for options in ({"construct": True}, {**CLAIMS, "channel": "fifo"}, {**CLAIMS, "replicas": 1}):
        assert [*probes(Claim(Kind.VERSION_VECTOR, Options(**options)))] == []
    assert not ignores_its_own_entry.target().hello().kinds[Kind.VECTOR_CLOCK].resume
