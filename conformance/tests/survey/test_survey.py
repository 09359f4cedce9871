"""The survey: its records, its pages, and the findings."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from antichain.conformance.api import check
from antichain.conformance.commands import main
from antichain.conformance.commands.libraries import survey
from antichain.conformance.engine.results.build import results_of
from antichain.conformance.engine.results.file import write
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.rules.catalogue import RULES
from antichain.conformance.survey import findings_page, markdown, page
from antichain.conformance.survey.judge import judge, judge_all
from antichain.conformance.survey.matrix import Advice, State, Surveyed
from antichain.conformance.survey.record import Record, Store
from antichain.conformance.targets.registry import SHIPPED, ThirdParty
from antichain.conformance.targets.third_party import manifest
from antichain.conformance.targets.third_party.finding import Finding, findings_of, reproduce
from antichain.conformance.zoo.parts import counter, total
from antichain.conformance.zoo.wrong import adds_when_merging

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from antichain.conformance.adapters.values import ValueTarget

SMALL = Bounds(events=3, histories=2, steps=3, large=12, crowd=12, faulty=1, named=1, states=2)
ADAPTERS = [each for each in SHIPPED.values() if isinstance(each, ThirdParty)]
WITH_FINDINGS = [(each, found) for each in ADAPTERS for found in findings_of(each.manifest)]


def right() -> ValueTarget:
    return counter(value=total)


def surveyed(target: Callable[[], ValueTarget], **changes: str) -> Surveyed:
    """Return the judgement of a target, treated as a published library."""
    report = check(target, bounds=SMALL, seed=0)
    adapter = ThirdParty(replace(ADAPTERS[0].manifest, name="acme", version="1.0", **changes), "1.0")
    text = write(results_of(report)).decode()
    return Surveyed(adapter, Record(name="acme", version="1.0", results=text))


@pytest.fixture(scope="module")
def wrong() -> Surveyed:
    return surveyed(adds_when_merging.target)


@pytest.fixture
def acme_findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Write the findings of the library acme."""
    monkeypatch.setattr(manifest, "FOLDER", tmp_path)
    tmp_path.joinpath("acme").mkdir()

    def write_findings(seriousness: str) -> None:
        lines = [
            "[[finding]]",
            'title = "It adds."',
            'kind = "g-counter"',
            'rules = ["CNT-ONCE"]',
            'why = "It matters."',
        ]
        lines += ['repair = "Take the larger."', 'reproduction = "it.py"', 'right = "1"', 'wrong = "2"']
        lines.append(f'seriousness = "{seriousness}"')
        tmp_path.joinpath("acme", "findings.toml").write_text("\n".join(lines))

    return write_findings


def test_advice_of_a_right_library_is_to_use_it() -> None:
    found = surveyed(right)
    assert (found.advice, found.avoid) == (Advice.USE, "")
    assert "CNT-ONCE" in {rule for row in found.rows for rule, state in row.states.items() if state is State.HOLDS}


def test_advice_of_an_unexplained_failure_is_edges(wrong: Surveyed) -> None:
    found = Surveyed(wrong.adapter, wrong.record)
    assert found.advice is Advice.EDGES
    assert found.avoid.startswith("It breaks CNT-ONCE")
    assert "CNT-ONCE" in found.broken


@pytest.mark.parametrize(
    ("seriousness", "advice"), [("ordinary", Advice.AVOID), ("reachable", Advice.EDGES), ("odd", Advice.ODD)]
)
def test_advice_follows_the_most_serious_finding(
    seriousness: str, advice: Advice, wrong: Surveyed, acme_findings: Callable[[str], None]
) -> None:
    acme_findings(seriousness)
    found = Surveyed(wrong.adapter, wrong.record)
    assert (found.advice, found.avoid, found.unexplained) == (advice, "It adds.", ())


def test_advice_of_an_unjudged_library_is_unclear() -> None:
    adapter = ThirdParty(ADAPTERS[0].manifest, "1.0")
    found = Surveyed(adapter, Record(name="acme", version="1.0", reason="it cannot be started"))
    assert (found.advice, found.rows) == (Advice.UNCLEAR, ())
    assert "it cannot be started" in markdown.render([found], [])


def test_failing_rule_links_to_its_shortest_history(wrong: Surveyed) -> None:
    assert wrong.results is not None
    row = wrong.rows[0]
    shortest = min((each for each in wrong.results.failures if "CNT-ONCE" in each.rules), key=lambda each: each.events)
    assert row.states["CNT-ONCE"] is State.FAILS
    assert f'href="acme.html#f-{shortest.id}"' in page.render([wrong])


def test_survey_pages_escape_manifest_text() -> None:
    found = surveyed(right, users="<script>alert(1)</script>|", why="&")
    text = page.render([found])
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>" not in markdown.render([found], ["<b>"])


def test_survey_names_libraries_not_installed(wrong: Surveyed) -> None:
    assert "Not installed here, and not judged: acme, other." in markdown.render([wrong], ["other", "acme"])


def test_findings_page_has_rule_history_and_output(wrong: Surveyed, acme_findings: Callable[[str], None]) -> None:
    acme_findings("ordinary")
    found = Surveyed(wrong.adapter, wrong.record)
    [cause] = found.findings
    failure = found.failure_of(cause)
    assert failure is not None
    text = findings_page.render([(found, cause, failure)], [found], {0: "first\n2"})
    for part in (
        "## Wrong in ordinary use",
        "It adds",
        "**CNT-ONCE**",
        "Take the larger.",
        "    first\n    2\n",
        "`1` is right",
    ):
        assert part in text
    assert "not traced" not in text


def test_store_keeps_a_record_for_the_same_adapter(tmp_path: Path) -> None:
    adapter, store = ADAPTERS[0], Store(tmp_path, 5.0)
    results = surveyed(right).record.results
    record = Record(name=adapter.name, version=adapter.version, limit=5.0, results=results)
    assert store.read(adapter) is None
    store.write(adapter, record)
    assert store.read(adapter) == record
    assert store.read(ThirdParty(adapter.manifest, "other")) is None
    assert store.read(ADAPTERS[1]) is None


def test_store_gives_a_late_check_another_chance(tmp_path: Path) -> None:
    adapter = ADAPTERS[0]
    results = surveyed(right).record.results.replace('"late":false', '"late":true')
    assert '"late":true' in results
    Store(tmp_path, 5.0).write(adapter, Record(name=adapter.name, version="1", limit=5.0, results=results))
    assert Store(tmp_path, 5.0).read(adapter) is not None
    assert Store(tmp_path, 6.0).read(adapter) is None


@pytest.mark.parametrize("text", ["", "{", '{"name": "x", "version": "1", "results": "{"}'])
def test_store_ignores_a_damaged_record(text: str, tmp_path: Path) -> None:
    adapter, store = ADAPTERS[0], Store(tmp_path, 5.0)
    store.write(adapter, Record(name="x", version="1"))
    [path] = tmp_path.iterdir()
    path.write_text(text)
    assert store.read(adapter) is None


class Deadly:
    """An adapter that kills the process to which it is sent."""

    name, version = "acme", "1.0"

    def __reduce__(self) -> tuple[Callable[[int], object], tuple[int]]:
        return os._exit, (9,)


@pytest.mark.slow
def test_killed_judge_ends_no_other_judgement() -> None:
    adapter = ThirdParty(replace(ADAPTERS[0].manifest, name="no-such-adapter", version="0.0"), "0.0")
    judged = dict(judge_all([cast("ThirdParty", Deadly()), adapter], 1.0, 1))
    reasons = {record.version: record.reason for record in judged.values()}
    assert reasons["1.0"] == "the process that judged it was killed"
    assert "no-such-adapter" in reasons["0.0"]


def test_survey_of_an_unknown_library_is_a_usage_error() -> None:
    result = CliRunner().invoke(main, ["survey", "reference"])
    assert result.exit_code == 2
    assert "'reference' is not an adapter of a published library" in result.output


def test_survey_writes_its_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: Surveyed) -> None:
    adapter = ADAPTERS[0]
    monkeypatch.setattr(ThirdParty, "installed", lambda self: self.manifest.name == adapter.manifest.name)
    monkeypatch.setattr(survey, "surveyed_all", lambda *_args, **_choices: [Surveyed(adapter, wrong.record)])
    result = CliRunner().invoke(main, ["survey", "--output", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    pages = sorted(path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*.*"))
    assert pages == ["SURVEY.md", f"survey/{adapter.name}.html", "survey/index.html"]
    assert ADAPTERS[1].name in result.output


@pytest.mark.parametrize(("adapter", "found"), WITH_FINDINGS, ids=lambda each: getattr(each, "reproduction", None))
def test_finding_names_existing_rules_and_file(adapter: ThirdParty, found: Finding) -> None:
    assert adapter.manifest.folder.joinpath(found.reproduction).is_file()
    assert set(found.rules) <= set(RULES)
    assert found.kind in adapter.kinds
    assert found.right != found.wrong


@pytest.mark.slow
@pytest.mark.parametrize(("adapter", "found"), WITH_FINDINGS, ids=lambda each: getattr(each, "reproduction", None))
def test_reproduction_shows_the_wrong_answer(adapter: ThirdParty, found: Finding) -> None:
    if not adapter.installed():
        pytest.skip(f"{adapter.name} is not installed; run: antichain check {adapter.name} --install")
    assert reproduce(adapter, found).splitlines()[-1] == found.wrong


@pytest.mark.thorough
@pytest.mark.parametrize("adapter", ADAPTERS, ids=lambda each: each.name)
def test_check_of_a_library_finds_the_recorded_failures(adapter: ThirdParty) -> None:
    if not adapter.installed():
        pytest.skip(f"{adapter.name} is not installed; run: antichain check {adapter.name} --install")
    judged = Surveyed(adapter, judge(600.0, adapter))
    assert judged.findings == findings_of(adapter.manifest)
    assert judged.unexplained == ()
