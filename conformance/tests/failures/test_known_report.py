"""The report of known failures: the verdict names each rule, and each written sentence belongs to a shown failure."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests import wrong
from tests.failures.test_known import LITTLE, antichain, judged
from tests.processes import at_home_in

from antichain.conformance.engine.sentence import verdict
from antichain.conformance.failures.known import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.slow
ONCE = [Entry(rule=rule, match="counted more than once") for rule in ("CNT-ONCE", "CNT-STALE", "CNT-SAME")]


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path) -> Iterator[None]:
    with at_home_in(tmp_path):
        yield


def test_verdict_names_every_rule_that_is_known_to_fail() -> None:
    report = judged(wrong.sums, *ONCE)
    known = {rule for each in report.rules.values() for rule, status in each.items() if status.value == "known to fail"}
    said = verdict(report)
    assert len(known) > 1
    assert said.startswith("CONFORMANT: here keeps every rule that it claims, but for ")
    assert set(re.findall(r"[A-Z]+-[A-Z]+", said)) == known
    assert ", which are known to fail (seed 0)" in said


def test_verdict_names_the_rule_of_a_cause_and_its_consequences() -> None:
    said = verdict(judged(wrong.sums))
    assert re.search(r"breaks [A-Z]+-[A-Z]+ \(and as consequences [^()]*CNT-BIG[^()]*\) \(seed 0\)", said)


def test_each_written_shape_names_a_failure_of_the_report() -> None:
    _, out = antichain("check", "py:wrong:sums_and_takes_negative_amounts", *LITTLE, "--update-known")
    text = Path("antichain.toml").read_text()
    known = tomllib.loads(text)["known"]
    shapes = [
        shape for entry in known for shape in ([entry["shape"]] if isinstance(entry["shape"], str) else entry["shape"])
    ]
    comments = re.findall(r"^(?:shape =| ) .*  # ([0-9a-f, ]+)$", text, re.MULTILINE)
    assert len(comments) == len(shapes)
    ids = {name for comment in comments for name in comment.split(", ")}
    assert all(re.search(rf"^known .*; {name};", out, re.MULTILINE) for name in ids)
    assert all(antichain("replay", name)[0] == 1 for name in ids)


def test_update_known_prints_one_note_on_the_file() -> None:
    _, out = antichain("check", "py:wrong:sums", *LITTLE, "--update-known")
    said = " ".join(out.split())
    assert said.count("antichain.toml: written") == 1
    assert re.search(r"written; added 1 entry for [A-Z-]+ \(and as consequences .*\), deleted 0 of 0 entries", said)
