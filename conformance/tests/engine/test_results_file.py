"""A results file is written and read back, has the shipped schema, and holds JSON values alone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import msgspec
import pytest
from tests import wrong
from tests.processes import at_home_in

from antichain.conformance.engine.check import check
from antichain.conformance.engine.config import CheckConfig
from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.engine.results import schema
from antichain.conformance.engine.results.build import Origin, as_data, results_of
from antichain.conformance.engine.results.file import BadResultsError, encoded, parse, read, write
from antichain.conformance.engine.results.lines import SCHEMA, ErrorLine, Results, Selection
from antichain.conformance.phases.bounds import Bounds
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.report.faces import FACES
from antichain.conformance.targets.resolve import Local, greet

if TYPE_CHECKING:
    from antichain.conformance.engine.report import Report

SMALL = Bounds.parse("events=3,histories=2,steps=8,large=8,crowd=8,faulty=1,named=1,states=2")
SUMS = Local("sums", wrong.sums, "wrong:sums")
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    with at_home_in(tmp_path_factory.mktemp("home")):
        config = CheckConfig(seed=0, bounds=SMALL, phases=("laws", "exhaustive"))
        return check(SUMS, greet(SUMS), config)


@pytest.fixture(scope="module")
def results(report: Report) -> Results:
    return results_of(report, Origin(argv=("antichain", "check", "sums"), notes=("a note",)))


def test_results_file_is_read_back_as_written(results: Results) -> None:
    assert results.failures
    assert parse(write(results), "results.jsonl") == results


def test_shipped_schema_equals_the_generated_one() -> None:
    assert schema.shipped() == json.loads(json.dumps(schema.generated())), "run docs/results_format.py"
    page = ROOT / "docs" / "results.md"
    assert page.read_text(encoding="utf-8") == schema.markdown(), "run docs/results_format.py"


def test_schema_field_has_a_description() -> None:
    for name, definition in schema.shipped()["$defs"].items():
        for field, value in definition.get("properties", {}).items():
            assert field == "type" or value.get("description"), f"{name}.{field}"


def test_results_lines_meet_the_shipped_schema(results: Results) -> None:
    validator = jsonschema.Draft202012Validator(schema.shipped())
    lines = [json.loads(line) for line in write(results).splitlines()]
    assert {line["type"] for line in lines} == {"header", "phase", "rule", "failure", "footer"}
    for line in lines:
        validator.validate(line)
    validator.validate(json.loads(encoded(ErrorLine(exit=2, error="no target"))))


def test_schema_refuses_a_line_without_its_fields() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"type": "footer"}, schema.shipped())


def test_transcript_ends_with_the_one_wrong_answer(results: Results) -> None:
    for failure in results.failures:
        assert [exchange.ok for exchange in failure.transcript] == [True] * (len(failure.transcript) - 1) + [False]
        assert [exchange.line for exchange in failure.transcript] == list(range(2, len(failure.transcript) + 2))
        assert failure.transcript[0].request["op"] == "open"


def test_steps_and_points_refer_to_lines_of_the_transcript(results: Results) -> None:
    for failure in results.failures:
        lines = {exchange.line for exchange in failure.transcript}
        drawn = failure.diagram
        assert {step.line for step in failure.steps} <= lines
        assert {point.line for point in drawn.points} <= lines
        assert {end for arrow in drawn.messages for end in (arrow.source, arrow.to)} <= lines | {0}
        assert all(0 <= point.lane < len(drawn.lanes) for point in drawn.points)
        assert set(drawn.focus) <= {point.line for point in drawn.points}


def test_coverage_by_phase_adds_up(report: Report, results: Results) -> None:
    for line in results.rules:
        assert sum(line.phases.values()) == line.effective
    assert {phase for line in results.rules for phase in line.phases} == {"laws", "exhaustive"}
    assert {line.rule for line in results.rules if line.effective} == set(+report.effective[Kind.G_COUNTER])


def test_numbers_of_the_kinds_add_up_to_those_of_the_phase(results: Results) -> None:
    for phase in results.phases[1:]:
        assert set(phase.kinds) == set(results.header.hello["kinds"])
        assert sum(each.histories for each in phase.kinds.values()) == phase.histories > 0
        assert sum(each.checks for each in phase.kinds.values()) == phase.checks
        assert sum(each.failures for each in phase.kinds.values()) == phase.failures
    assert any(phase.failures for phase in results.phases)


def test_cause_is_the_id_of_a_failure(results: Results) -> None:
    ids = {failure.id for failure in results.failures}
    assert {failure.cause for failure in results.failures} <= ids
    assert [group[0].id for group in results.causes] == [group[0].cause for group in results.causes]


def test_report_data_equals_the_file_lines(report: Report, results: Results) -> None:
    data = as_data(results)
    assert data["findings"] == [json.loads(encoded(failure)) for failure in results.failures]
    assert {**data, "argv": [], "notes": list(report.notes)} == report.to_dict()
    assert json.loads(report.to_json()) == report.to_dict()


def test_half_a_surrogate_pair_is_written_as_an_escape_sequence(results: Results) -> None:
    footer = msgspec.structs.replace(results.footer, notes=("\ud800",))
    assert json.loads(encoded(footer))["notes"] == ["\\ud800"]


def test_truncated_results_file_is_refused(results: Results) -> None:
    lines = write(results).splitlines(keepends=True)
    with pytest.raises(BadResultsError, match=r"^r.jsonl:\d+: the last line is a failure, and a footer is expected"):
        parse(b"".join(lines[:-1]), "r.jsonl")
    with pytest.raises(BadResultsError, match=rf"^r.jsonl:{len(lines)}: not a line of a results file"):
        parse(b"".join(lines)[:-9], "r.jsonl")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "r.jsonl:1: no header"),
        (b"<html>", "r.jsonl:1: no header"),
        (b"\xff\xfe", "r.jsonl:1: no header"),
        (b"[" * 100_000, "r.jsonl:1: no header"),
        (b'{"id":1,"op":"hello","protocol":1}\n', "r.jsonl:1: no header"),
        (b'{"type":"header","schema":%d}' % (SCHEMA + 1), "schema 2; this antichain reads schema 1: upgrade"),
        (b'{"type":"header","schema":1}', "missing required field `antichain`"),
    ],
)
def test_foreign_results_file_is_refused(data: bytes, sentence: str) -> None:
    with pytest.raises(BadResultsError) as refused:
        parse(data, "r.jsonl")
    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "hello",
    [
        {"kinds": {}},
        {"name": "x"},
        {"name": 1, "kinds": {}},
        {"name": "x", "kinds": 3},
        {"name": "", "kinds": {}, "version": 1},
    ],
)
def test_results_with_an_invalid_hello_are_refused(results: Results, hello: dict[str, object]) -> None:
    header = msgspec.structs.replace(results.header, hello=hello)
    with pytest.raises(BadResultsError, match=r"results\.jsonl:1: hello is not the answer of a target"):
        parse(write(replace(results, header=header)), "results.jsonl")


@pytest.mark.parametrize("name", FACES)
def test_format_of_a_changed_file_is_rendered(results: Results, name: str) -> None:
    first = results.failures[0]
    assert first.recipe is not None
    recipe = msgspec.structs.replace(first.recipe, variant={**first.recipe.variant, "names": [1, 2, 3]})
    changed = msgspec.structs.replace(first, recipe=recipe, because="", about="", steps=(), transcript=())
    header = msgspec.structs.replace(results.header, selection=Selection())
    footer = msgspec.structs.replace(results.footer, sentence="", verdict=Verdict.INCOMPLETE)
    assert FACES[name].render(Results(header, (), (), (changed,), footer))


def test_file_of_two_results_is_refused(results: Results) -> None:
    with pytest.raises(BadResultsError, match="a footer in the middle"):
        parse(write(results) * 2, "r.jsonl")


def test_missing_results_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadResultsError, match="No such file or directory; expected a results file"):
        read(tmp_path / "absent.jsonl")


def test_unknown_results_fields_are_ignored(results: Results) -> None:
    lines = [{**json.loads(line), "of-tomorrow": 1} for line in write(results).splitlines()]
    assert parse(b"\n".join(json.dumps(line).encode() for line in lines), "r.jsonl") == results
