"""The history of libraries: repairs that manifests name, and what the checks of two versions show of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from antichain.conformance.api import check
from antichain.conformance.commands import main
from antichain.conformance.commands.libraries import survey
from antichain.conformance.engine.results.build import results_of
from antichain.conformance.engine.results.file import write
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.rules.catalogue import RULES
from antichain.conformance.survey.history import render, unseen
from antichain.conformance.survey.matrix import Surveyed
from antichain.conformance.survey.record import Record
from antichain.conformance.targets.registry import SHIPPED, ThirdParty, shipped
from antichain.conformance.targets.third_party.manifest import Repair, manifests
from antichain.conformance.zoo.parts import counter, total
from antichain.conformance.zoo.wrong import adds_when_merging

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from antichain.conformance.adapters.values import ValueTarget

SMALL = Bounds(events=3, histories=2, steps=3, large=12, crowd=12, faulty=1, named=1, states=2)
REPAIR = Repair(
    what="It adds.",
    last="1.0",
    repaired="2.0",
    kind=Kind.G_COUNTER,
    rules=("CNT-ONCE",),
    link="https://example.org/1",
)
WITH_REPAIRS = [(name, repair) for name, found in manifests().items() for repair in found.repairs]


def right() -> ValueTarget:
    return counter(value=total)


def judged(target: Callable[[], ValueTarget], version: str) -> Surveyed:
    """Return the judgement of a target, treated as one version of a published library."""
    one = next(iter(manifests().values()))
    acme = replace(one, name="acme", version="2.0", older=("1.0",), repairs=(REPAIR,))
    text = write(results_of(check(target, bounds=SMALL, seed=0))).decode()
    return Surveyed(ThirdParty(acme, version), Record(name="acme", version=version, results=text))


@pytest.fixture(scope="module")
def wrong() -> Surveyed:
    return judged(adds_when_merging.target, "1.0")


@pytest.fixture(scope="module")
def repaired() -> Surveyed:
    return judged(right, "2.0")


def test_repair_is_seen_on_both_sides(wrong: Surveyed, repaired: Surveyed) -> None:
    assert unseen(REPAIR, [wrong, repaired]) == ""
    page = render([wrong, repaired])
    assert "| acme | It adds. ([source](https://example.org/1)) | CNT-ONCE | 1.0 | 2.0 |" in page
    assert "| acme | 2.0 | g-counter |  |  |  |" in page


def test_repair_of_a_right_version_is_not_seen(repaired: Surveyed) -> None:
    earlier = Surveyed(replace_version(repaired, "1.0"), repaired.record)
    assert unseen(REPAIR, [earlier, repaired]) == "1.0: CNT-ONCE holds; expected a failure"
    assert "It adds" not in render([earlier, repaired])


def test_repair_that_fails_later_is_not_seen(wrong: Surveyed) -> None:
    later = Surveyed(replace_version(wrong, "2.0"), wrong.record)
    assert unseen(REPAIR, [wrong, later]) == "2.0: CNT-ONCE fails; expected that it holds"


def test_repair_of_a_missing_version_is_not_seen(wrong: Surveyed) -> None:
    assert unseen(REPAIR, [wrong]) == "2.0: CNT-ONCE was not judged; expected that it holds"


def replace_version(surveyed: Surveyed, version: str) -> ThirdParty:
    return ThirdParty(surveyed.adapter.manifest, version)


def test_history_writes_its_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: Surveyed, repaired: Surveyed
) -> None:
    monkeypatch.setattr(survey, "surveyed_all", lambda *_args, **_choices: [wrong, repaired])
    result = CliRunner().invoke(main, ["survey", "--history", "--output", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    assert "acme: repaired in 2.0: It adds." in result.output
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["HISTORY.md"]


def test_history_that_shows_no_repair_fails(monkeypatch: pytest.MonkeyPatch, wrong: Surveyed) -> None:
    monkeypatch.setattr(survey, "surveyed_all", lambda *_args, **_choices: [wrong])
    result = CliRunner().invoke(main, ["survey", "--history"])
    assert result.exit_code == 1
    assert "It adds. NOT SHOWN: 2.0: CNT-ONCE was not judged; expected that it holds" in result.output


@pytest.mark.parametrize(("name", "repair"), WITH_REPAIRS, ids=lambda each: each if isinstance(each, str) else "")
def test_repair_names_existing_versions_and_rules(name: str, repair: Repair) -> None:
    found = manifests()[name]
    assert found.versions.index(repair.last) < found.versions.index(repair.repaired)
    assert set(repair.rules) <= set(RULES)
    assert repair.kind in found.kinds
    assert repair.link.startswith("https://")


@pytest.mark.parametrize("name", [name for name, found in manifests().items() if found.newer])
def test_newer_version_is_named_after_an_at(name: str) -> None:
    newer = manifests()[name].newer[0]
    found = shipped(f"{name}@{newer}")
    assert isinstance(found, ThirdParty)
    assert found.version == newer
    assert SHIPPED[name] != found


@pytest.mark.thorough
@pytest.mark.parametrize(("name", "repair"), WITH_REPAIRS, ids=lambda each: each if isinstance(each, str) else "")
def test_checks_of_two_versions_show_a_repair(name: str, repair: Repair) -> None:
    adapters = [ThirdParty(manifests()[name], version) for version in (repair.last, repair.repaired)]
    if not all(adapter.installed() for adapter in adapters):
        pytest.skip(f"versions of {name} are not installed; run: antichain survey --versions {name} --install")
    assert unseen(repair, survey.surveyed_all(adapters, 600.0, 1)) == ""
