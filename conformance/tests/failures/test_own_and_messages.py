"""A failure is about a replica's own messages, updates, ticks or reads only if a control without them passes."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from antichain.conformance.cases.case import compile_case
from antichain.conformance.cases.variant import default_variant
from antichain.conformance.failures.causes.messages import frozen, reading, stamping
from antichain.conformance.failures.causes.own import own_messages, own_ticks, own_updates
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.protocol.claims import Claim
from antichain.conformance.transport.in_process import InProcess
from antichain.model.causality import Event

if TYPE_CHECKING:
    from antichain.conformance.cases.case import Case
    from antichain.conformance.cases.script import Violation
    from antichain.conformance.failures.causes.attribution import Attribution
    from antichain.conformance.zoo.member import Member

A, B = Event("A"), Event("B")
ALONE = (A, Event("A", of=1))
"""A replica that receives its own state."""


def rules_of(look: Attribution, name: str, *events: Event, **changes: object) -> tuple[str, ...] | None:
    """Return the rules that an attribution names for a member's failure of a history, or None."""
    member: Member = import_module(f"antichain.conformance.zoo.wrong.{name}").target
    connection = InProcess(member)
    (claim,) = Claim.all_of(member().hello())

    def judge(case: Case) -> Violation | None:
        return case.script.judge(connection.play(case.script.requests))

    execution = Execution.of(events)
    case = compile_case(execution, claim, replace(default_variant(execution, claim), **changes))  # type: ignore[arg-type]  # fields of a variant
    found = judge(case)
    assert found is not None, "the member passes this history"
    attributed = look(case, found, claim, judge)
    return attributed.violation.rules if attributed else None


def test_own_messages_of_an_ignoring_replica_stay_the_example() -> None:
    assert rules_of(own_messages, "cannot_hear_itself", *ALONE) is None


def test_own_messages_that_fail_elsewhere_are_not_the_cause() -> None:
    assert rules_of(own_messages, "fails_at_repetition", *ALONE, Event("A", of=1)) == ("ANS-OK",)


@pytest.mark.parametrize(
    ("name", "rules"), [("empties_its_delta_with_a_state", ("DLT-EQUIV",)), ("delta_buffer_cleared", None)]
)
def test_own_messages_are_distinguished_from_exports(name: str, rules: tuple[str, ...] | None) -> None:
    assert rules_of(own_messages, name, *ALONE, delta=(False, True), watched=False) == rules


def test_own_updates_that_overwrite_others_are_not_the_cause() -> None:
    assert rules_of(own_updates, "overwrites_its_own", A, A) == ("CNT-UNION",)


def test_own_updates_come_last_if_any_update_is_lost() -> None:
    steps = (A, B, Event("A", of=2), Event("C", of=3), Event("C"))
    assert rules_of(own_updates, "has_room_for_two", *steps) == ("CNT-UNION", "CNT-OWN")


def test_own_updates_that_are_overlooked_have_no_simpler_case() -> None:
    assert rules_of(own_updates, "overlooks_itself", A) is None


@pytest.mark.parametrize(("name", "rules"), [("reports_one_more", ("ENT-EXACT",)), ("ticks_by_two", None)])
def test_own_ticks_are_distinguished_from_entries(name: str, rules: tuple[str, ...] | None) -> None:
    assert rules_of(own_ticks, name, A) == rules


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("counts_its_readers", (A, A)),
        ("joins_what_it_compares", (A, B)),
        ("empties_itself_when_sending", (A, B, A)),
    ],
)
def test_reading_is_the_cause_if_the_case_passes_without_it(name: str, steps: tuple[Event, ...]) -> None:
    assert rules_of(reading, name, *steps) == ("MSG-PURE",)


def test_reading_is_not_the_cause_of_a_cached_export() -> None:
    steps = (A, B, Event("A", of=2), Event("C", of=1), Event("C", of=3))
    assert rules_of(reading, "sends_what_it_sent_last", *steps) is None


def test_stamping_that_ticks_is_the_cause() -> None:
    unwatched = {"watched": False}
    assert rules_of(stamping, "ticks_when_stamped", A, B, **unwatched) == ("MSG-PURE", "ORD-EQUAL")


def test_stamps_that_share_the_state_break_msg_frozen() -> None:
    assert rules_of(frozen, "stamps_with_the_state_itself", A, watched=False) == ("MSG-FROZEN",)


def test_stamps_that_do_not_change_are_not_the_cause() -> None:
    assert rules_of(frozen, "ticks_once", A, A) is None
