"""The probe: the network that a target needs, compared with its claims."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from tests import wrong

from antichain.conformance.commands import main
from antichain.conformance.engine.exit_codes import CONFORMANT, NOT_CONFORMANT, USAGE
from antichain.conformance.histories.network import Phenomenon, Travels, allowed, happens, strongest
from antichain.conformance.oracle.execution import Execution
from antichain.conformance.probe.probe import Probed, probe
from antichain.conformance.protocol.claims import Options
from antichain.conformance.targets import reference
from antichain.conformance.targets.resolve import Local, greet
from antichain.conformance.transport.in_process import InProcess
from antichain.conformance.zoo.strange import (
    leaves_out_what_comes_after_a_gap,
    only_orders,
    wants_each_message_once,
    wants_each_sender_in_order,
)
from antichain.conformance.zoo.wrong import article, delta_added, delta_order_assumed, gap_unseen
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.conformance.adapters.values import ValueTarget

A, B = Event("A"), Event("B")
P = Phenomenon


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Local, "fresh", Local.start)


def probed(factory: Callable[[], ValueTarget], events: int = 4) -> Probed:
    launch = Local("made for tests", factory, "")
    hello = greet(launch)
    return probe(launch, hello, tuple(hello.kinds), events)


def broken(found: Probed, travels: Travels) -> dict[str, int]:
    return {row.phenomenon.value: row.broken.events for row in found.rows if row.travels is travels and row.broken}


def receives(*of: int) -> Execution:
    return Execution.of([A, A, A, *(Event("B", of=e) for e in of)])


@pytest.mark.parametrize(
    ("of", "states", "deltas"),
    [
        ((1,), set(), set()),
        ((1, 2, 3), set(), set()),
        ((1, 1), {P.REPETITION}, {P.REPETITION}),
        ((2,), set(), {P.LOSS}),
        ((2, 1), {P.REORDERING}, {P.LOSS, P.REORDERING}),
        ((1, 2, 1), {P.REPETITION, P.REORDERING}, {P.REPETITION, P.REORDERING}),
    ],
)
def test_happens_lists_the_network_phenomena(
    of: tuple[int, ...], states: set[Phenomenon], deltas: set[Phenomenon]
) -> None:
    execution = receives(*of)
    assert happens(execution) == states
    assert happens(execution, [True] * len(execution.events)) == deltas


def test_own_message_received_is_an_echo() -> None:
    assert happens(Execution.of([A, Event("A", of=1)])) == {P.ECHO}
    assert happens(Execution.of([A, A, Event("A", of=1)]), [True] * 3) == {P.ECHO}
    assert happens(Execution.of([A, Event("A", of=1), Event("A", of=1)])) == {P.ECHO, P.REPETITION}


def test_claims_are_ordered_by_the_phenomena_they_allow() -> None:
    assert allowed(Options(), Travels.STATES) > allowed(Options(channel="fifo"), Travels.STATES)
    assert P.REPETITION not in allowed(Options(channel="fifo-once"), Travels.STATES)
    assert P.REORDERING not in allowed(Options(delta="in-order"), Travels.DELTAS)
    assert strongest({P.PERFECT, P.ECHO}, Travels.STATES) == "fifo-once"
    assert strongest({P.ECHO}, Travels.STATES) is None


@pytest.mark.slow
def test_reference_tolerates_every_phenomenon() -> None:
    found = probed(reference.target, events=5)
    assert found.code == CONFORMANT
    assert list(found.notes()) == []
    assert all(row.stood for row in found.rows)
    assert {(row.kind, row.travels, row.phenomenon) for row in found.rows} == {
        (kind, travels, phenomenon) for kind in found.hello.kinds for travels in Travels for phenomenon in Phenomenon
    }


def test_target_that_needs_order_breaks_at_reordering() -> None:
    found = probed(wrong.believes_in_order)
    assert broken(found, Travels.STATES) == {"reordering": 4}
    assert found.code == NOT_CONFORMANT
    assert list(found.notes()) == ['g-counter claims "channel":"any" and must claim less: "channel":"fifo"']


def test_target_that_claims_order_is_as_claimed() -> None:
    found = probed(wants_each_sender_in_order.target)
    assert broken(found, Travels.STATES) == {"reordering": 4}
    assert found.code == CONFORMANT
    assert list(found.notes()) == []


def test_target_that_adds_messages_breaks_at_repetition() -> None:
    found = probed(wrong.fails_at_repetition)
    assert broken(found, Travels.STATES)["repetition"] == 3
    assert '"channel":"fifo-once"' in next(found.notes())
    assert probed(wants_each_message_once.target).code == CONFORMANT


def test_target_that_claims_too_little_gets_advice() -> None:
    found = probed(lambda: wrong.counter(options={"channel": "fifo"}))
    assert found.code == CONFORMANT
    assert list(found.notes()) == ['g-counter claims "channel":"fifo" and could claim more: "channel":"any"']


def test_target_that_clears_on_send_breaks_at_loss() -> None:
    def send(both: tuple[dict[str, int], dict[str, int]]) -> dict[str, int]:
        new = dict(both[1])
        both[1].clear()
        return new

    found = probed(
        lambda: wrong.counter(
            options={"replicas": 2},
            new=lambda _: ({}, {}),
            increment=lambda both, r, by: (wrong.add(both[0], r, by), wrong.add(both[1], r, by)),
            merge=lambda both, new: (
                (
                    {r: both[0].get(r, 0) + new.get(r, 0) for r in both[0] | new},
                    both[1],
                )
                if isinstance(new, dict)
                else both
            ),
            value=lambda both: wrong.total(both[0]),
            copy=send,
        ),
        events=3,
    )
    assert broken(found, Travels.STATES)["loss"] == 3
    assert "perfect" not in broken(found, Travels.STATES)


@pytest.mark.parametrize(
    ("factory", "expected", "code"),
    [
        (gap_unseen.target, {"loss": 4, "reordering": 4}, NOT_CONFORMANT),
        (delta_added.target, {"repetition": 3, "all together": 4}, NOT_CONFORMANT),
        (delta_order_assumed.target, {"reordering": 3}, NOT_CONFORMANT),
        (leaves_out_what_comes_after_a_gap.target, {"reordering": 3}, CONFORMANT),
    ],
)
def test_deltas_are_probed_apart_from_states(
    factory: Callable[[], ValueTarget], expected: dict[str, int], code: int
) -> None:
    found = probed(factory)
    assert broken(found, Travels.STATES) == {}
    assert broken(found, Travels.DELTAS) == expected
    assert found.code == code


def test_target_that_fails_on_a_perfect_network_ends_the_probe() -> None:
    found = probed(article.target, events=5)
    assert broken(found, Travels.STATES) == {"perfect": 5}
    assert [row.histories for row in found.rows[1:]] == [None] * 5
    assert found.code == NOT_CONFORMANT


def test_target_that_varies_in_a_fresh_process_is_flaky(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Local, "fresh", lambda _: InProcess(wrong.counter))
    (row,) = (row for row in probed(article.target, events=5).rows if row.broken)
    assert row.broken is not None
    assert row.broken.flaky


def said(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["probe", *arguments])
    return result.exit_code, result.output


def test_probe_report_names_bounds_claims_and_history() -> None:
    spec = "py:antichain.conformance.zoo.wrong.gap_unseen:target"
    code, output = said("--in-process", "--events", "4", spec)
    assert code == NOT_CONFORMANT
    assert "every history of up to 3 replicas and 4 events" in output
    assert "its deltas do not tolerate reordering" in output
    assert "CLAIMS TOO MUCH" in output
    assert "because" in output


def test_probe_json_holds_the_report() -> None:
    code, output = said("reference", "--kind", "g-counter", "--events", "3", "--json")
    report = json.loads(output)
    assert code == report["exit"] == CONFORMANT
    assert report["bounds"] == {"replicas": 3, "events": 3}
    assert {row["kind"] for row in report["rows"]} == {"g-counter"}
    code, output = said(
        "py:antichain.conformance.zoo.wrong.delta_added:target", "--in-process", "--events", "3", "--json"
    )
    shortest = [row["shortest"] for row in json.loads(output)["rows"] if row["shortest"]]
    assert code == NOT_CONFORMANT
    assert shortest[0]["events"] == 3
    assert shortest[0]["steps"][-1]["observed"] == "2"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["nowhere"], "neither a shipped adapter"),
        (["py:antichain.conformance.zoo.wrong.article:target", "--kind", "pn-counter"], "does not offer pn-counter"),
        (["py:antichain.conformance.tests.strange:nothing"], "cannot be"),
        (["reference", "--events", "1"], "not in the range"),
    ],
)
def test_probe_with_wrong_options_is_refused_in_one_sentence(arguments: list[str], why: str) -> None:
    code, output = said(*arguments)
    assert code == USAGE
    assert why in " ".join(output.split()) or "gives no valid hello" in output


def test_target_without_histories_is_not_probed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "antichain.conformance.commands.authoring.probe.launch_of",
        lambda *_, **__: Local("orders", only_orders.target, ""),
    )
    code, output = said("orders")
    assert code == USAGE
    assert "no network to probe" in " ".join(output.split())
