"""The zoo: every wrong member is caught, no right one is accused, and the page agrees with the runs."""

from __future__ import annotations

import json
import os
from importlib import metadata
from pathlib import Path

import pytest
from click.testing import CliRunner

from antichain.conformance.commands import main
from antichain.conformance.commands.theory.zoo import showings
from antichain.conformance.engine.exit_codes import CONFORMANT, NOT_CONFORMANT, USAGE
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.report.zoo import expectations, markdown
from antichain.conformance.rules.catalogue import RULES, Level
from antichain.conformance.zoo import parts
from antichain.conformance.zoo.measure import Showing, idle, members, show
from antichain.conformance.zoo.member import Member

pytestmark = pytest.mark.slow

MEMBERS = members()
PIPED = ("article", "keeps_its_name_from_a_backup", "writes_where_it_lies", "takes_new_names")
PAGE = Path(__file__).parents[2] / "ZOO.md"
PARTS = (parts.counter, parts.balanced, parts.version_vector, parts.vector_clock, parts.by_deltas, parts.by_logs)


SAMPLE = list(MEMBERS)[::32]
"""The members that the ordinary suite runs; the whole zoo takes many minutes."""
LARGER_SAMPLE = list(MEMBERS)[4::8]
SMALL = Bounds(events=3, histories=8, steps=15, large=40, faulty=1, named=1, states=3)


@pytest.fixture(scope="module")
def matrix() -> dict[str, Showing]:
    return {showing.member: showing for showing in showings(list(MEMBERS), os.cpu_count() or 1)}


@pytest.mark.parametrize("name", SAMPLE)
def test_harness_is_right_about_a_sample_of_members(name: str) -> None:
    assert show(MEMBERS[name]).faults == ()


@pytest.mark.thorough
@pytest.mark.parametrize("name", LARGER_SAMPLE)
def test_harness_is_right_about_a_larger_sample(name: str) -> None:
    assert show(MEMBERS[name]).faults == ()


@pytest.mark.campaign
def test_harness_is_right_about_every_member(matrix: dict[str, Showing]) -> None:
    assert {name: showing.faults for name, showing in matrix.items() if showing.faults} == {}


@pytest.mark.campaign
def test_phase_catches_some_member(matrix: dict[str, Showing]) -> None:
    assert idle(matrix.values()) == []


@pytest.mark.campaign
def test_page_agrees_with_the_runs(matrix: dict[str, Showing]) -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert [row for row in expectations(MEMBERS) if row not in written] == []
    if f"Hypothesis {metadata.version('hypothesis')}." in written:  # others draw other random histories
        assert written == markdown(MEMBERS, list(matrix.values())), "run: antichain zoo --output conformance/ZOO.md"


def test_deciding_rule_is_broken_by_a_member() -> None:
    broken = {rule for member in MEMBERS.values() for rule in member.breaks}
    assert set(RULES) - broken == {rule.id for rule in RULES.values() if rule.level is Level.INFO}


def test_member_declares_its_mistake_and_history() -> None:
    assert all(member.sentence.endswith(".") for member in MEMBERS.values())
    assert len({(member.sentence, member.is_right) for member in MEMBERS.values()}) == len(MEMBERS)
    wrong = [member for member in MEMBERS.values() if not member.is_right]
    assert all(member.history and (member.events > 0 or "without events" in member.history) for member in wrong)
    assert all(rule in RULES for member in MEMBERS.values() for rule in member.breaks)


@pytest.mark.parametrize("part", PARTS)
def test_zoo_part_is_right(part: Member) -> None:
    assert show(Member(part.__module__, "", part), bounds=SMALL).faults == ()


def test_page_lists_every_member() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert [row for row in expectations(MEMBERS) if row not in written] == []


@pytest.mark.parametrize("name", PIPED)
def test_members_over_a_pipe_show_the_same(name: str) -> None:
    piped = show(MEMBERS[name], pipe=True, bounds=SMALL)
    assert piped.faults == ()
    assert piped.events == show(MEMBERS[name], bounds=SMALL).events


def test_zoo_command_prints_the_matrix() -> None:
    result = CliRunner().invoke(main, ["zoo", "article", "counts_alone", "--jobs", "1"])
    assert result.exit_code == CONFORMANT, result.output
    assert "CNT-ONCE" in result.output
    assert "Caught: 1 of 1 that are wrong. Accused: 0 of 1 that are right." in result.output


def test_zoo_json_holds_the_matrix() -> None:
    result = CliRunner().invoke(main, ["zoo", "overlooks_itself", "--json", "--jobs", "1"])
    assert result.exit_code == CONFORMANT
    (row,) = json.loads(result.output)["members"]
    assert row["member"] == "overlooks_itself"
    assert row["events"] == row["known"] == 1
    assert json.loads(result.output)["faults"] == []


def test_zoo_of_an_unknown_member_names_the_nearest() -> None:
    result = CliRunner().invoke(main, ["zoo", "overlook_itself"])
    assert result.exit_code == USAGE
    assert "'overlook_itself' is not a member of the zoo; did you mean overlooks_itself" in result.output


def test_page_of_selected_members_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["zoo", "article", "--output", str(tmp_path / "ZOO.md")])
    assert result.exit_code == USAGE
    assert list(tmp_path.iterdir()) == []


def test_zoo_command_reports_a_wrong_harness(monkeypatch: pytest.MonkeyPatch) -> None:
    innocent = MEMBERS["counts_alone"]
    accused = Member(innocent.module, innocent.sentence, innocent.factory, ("CNT-ONCE",), "A+1", 1)
    monkeypatch.setattr("antichain.conformance.commands.theory.zoo.members", lambda: {"counts_alone": accused})
    result = CliRunner().invoke(main, ["zoo", "counts_alone", "--jobs", "1"])
    assert result.exit_code == NOT_CONFORMANT
    assert "counts_alone: it survives" in result.output
