"""The database of failures: they are tried first, deleted once repaired, and never break a run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from hypothesis.database import DirectoryBasedExampleDatabase
from tests.failures.test_replay import COUNTER, LARGER, SUM
from tests.processes import at_home_in

from antichain.conformance.commands import main
from antichain.conformance.engine.exit_codes import CONFORMANT, NOT_CONFORMANT

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow

LITTLE = ("--bounds", "events=3,histories=1,steps=4,large=8,crowd=4,faulty=1,named=1,states=2")
EXAMPLES = Path(".antichain", "examples")
KEY = b"antichain py:mine:target"


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path) -> Iterator[None]:
    with at_home_in(tmp_path):
        Path("mine.py").write_text(COUNTER % SUM)
        yield


def checked(*options: str) -> tuple[int, dict[str, Any]]:
    result = CliRunner().invoke(main, ["check", "py:mine:target", "--json", *LITTLE, *options])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result.exit_code, json.loads(result.output)


def phases(data: dict[str, Any]) -> list[tuple[str, int]]:
    return [(phase["phase"], phase["failures"]) for phase in data["phases"]]


def remembered() -> list[bytes]:
    return sorted(DirectoryBasedExampleDatabase(EXAMPLES).fetch(KEY))


def test_remembered_failure_is_tried_first() -> None:
    code, first = checked()
    assert (code, phases(first)[1][0]) == (NOT_CONFORMANT, "laws")
    assert len(remembered()) == len(first["findings"]) > 1
    code, second = checked()
    assert (code, phases(second)[1]) == (NOT_CONFORMANT, ("known", len(first["findings"])))
    assert second["findings"] == first["findings"]
    assert phases(second)[2:] == phases(first)[1:]
    assert second["kinds"] == first["kinds"]


def test_repaired_failure_is_forgotten() -> None:
    ids = {found["id"] for found in checked()[1]["findings"]}
    Path("mine.py").write_text(COUNTER % LARGER)
    code, data = checked()
    assert (code, phases(data)[1], set(data["gone"])) == (CONFORMANT, ("known", 0), ids)
    assert remembered() == []
    assert phases(checked()[1])[1][0] == "laws"


def test_remembered_failure_unknown_to_later_phases_counts() -> None:
    checked()
    value = remembered()[0]
    database = DirectoryBasedExampleDatabase(EXAMPLES)
    database.delete(KEY, value)
    example = json.loads(value)
    example["expected"]["rules"] = ["CNT-MONOTONE"]  # which no other failure breaks
    due = example["expected"]["due"]
    due[due.index({"ok": 1})] = {"ok": 5}  # the first value that is read, which the target answers rightly
    database.save(KEY, json.dumps(example).encode())
    code, data = checked()
    assert code == NOT_CONFORMANT
    assert [found["phase"] for found in data["findings"] if "CNT-MONOTONE" in found["rules"]] == ["known"]


@pytest.mark.parametrize("jobs", ["1", pytest.param("2", marks=pytest.mark.thorough)])
def test_check_with_a_given_seed_uses_no_database(jobs: str) -> None:
    checked("--seed", "0", "--jobs", jobs)
    assert not EXAMPLES.exists()
    checked("--jobs", jobs)
    before = remembered()
    assert before
    assert phases(checked("--seed", "0", "--jobs", jobs)[1])[1][0] == "laws"
    assert remembered() == before


@pytest.mark.parametrize("value", [b"", b"\xff\x00", b"{}", b'{"lines":"","expected":{}}', b"[" * 100_000])
def test_damaged_database_is_cleaned(value: bytes) -> None:
    DirectoryBasedExampleDatabase(EXAMPLES).save(KEY, value)
    code, data = checked()
    assert (code, phases(data)[1][0]) == (NOT_CONFORMANT, "laws")
    assert value not in remembered()


def test_failure_under_other_claims_is_not_tried_again() -> None:
    checked()
    Path("mine.py").write_text((COUNTER % SUM).replace("Options()", 'Options(fractions="accept")'))
    assert phases(checked()[1])[1][0] == "laws"


def test_failure_of_another_version_is_not_tried_again() -> None:
    checked()
    database = DirectoryBasedExampleDatabase(EXAMPLES)
    for value in remembered():
        database.delete(KEY, value)
        database.save(KEY, value.replace(b'"antichain":"', b'"antichain":"0.0.'))
    assert phases(checked()[1])[1][0] == "laws"


@pytest.mark.parametrize("place", [".antichain", ".antichain/examples"])
def test_check_without_a_writable_database_goes_on(place: str) -> None:
    Path(place).parent.mkdir(exist_ok=True)
    Path(place).write_text("a file where a folder is due")
    code, data = checked()
    assert (code, phases(data)[1][0]) == (NOT_CONFORMANT, "laws")
    assert any("cannot be" in note for note in data["notes"])
