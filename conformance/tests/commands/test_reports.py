"""Results are written in every format, and shown again later; bad input is refused in one sentence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.sample_results import sample

from antichain.conformance.commands import main
from antichain.conformance.commands.checking import check
from antichain.conformance.engine.results.file import read
from antichain.conformance.engine.results.file import write as written
from antichain.conformance.phases.laws import Laws
from antichain.conformance.report.faces import FACES

SMALL = "--bounds", "events=2,histories=1,steps=4,large=4,crowd=4,named=1"
TARGET = "py:antichain.conformance.zoo.wrong.article:target"


def _run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("results.jsonl").write_bytes(written(sample()))
    return "results.jsonl"


@pytest.mark.parametrize("name", FACES)
def test_render_writes_each_format(file: str, name: str) -> None:
    made = FACES[name].render(sample())
    assert _run("render", file, "--format", name).stdout_bytes == made
    assert _run("render", file, "--format", name, "--output", "made").exit_code == 0
    assert Path("made").read_bytes() == made


def test_render_shows_the_terminal_page_without_a_format(file: str) -> None:
    assert _run("render", file).stdout == FACES["terminal"].render(sample()).decode()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("render", "absent.jsonl"), "absent.jsonl: No such file or directory; expected a results file"),
        (("render", "cut.jsonl"), "the file is truncated; copy it again, or repeat the check"),
        (("render", "."), ".: Is a directory; expected a results file, such as DIR/results.jsonl of"),
        (("render", "results.jsonl", "--format", "pdf"), "'pdf' is not one of"),
        (("render", "results.jsonl", "--output", "absent/made"), "absent/made cannot be written: No such file"),
        (("check", "reference", "--format", "pdf=x"), "unknown format 'pdf'; expected NAME=FILE, with a name of"),
        (
            ("check", "reference", "--format", "junit"),
            "'junit' does not name a file; write junit=FILE, for example junit=junit.xml",
        ),
        (("check", "reference", "--format", "junit="), "'junit=' does not name a file"),
        (("check", "reference", "--format", "junit=a", "--format", "junit=b"), "junit is given twice"),
        (("check", "reference", "--format", "junit=."), ". is a folder; name a file in a folder that exists"),
        (("check", "reference", "--format", "junit=absent/x"), "absent/x is in absent, which is not a folder"),
        (
            ("check", "reference", "--history", "results.jsonl"),
            "expected histories as JSON lines, as `antichain generate`",
        ),
        (("check", "reference", "--history", "latin.jsonl"), "latin.jsonl: it is not UTF-8; expected histories"),
        (("check", "reference", "--history", "absent"), "absent: No such file or directory; expected histories"),
        (("new-adapter", "--language", "go", "--output", "/dev/null"), "/dev/null cannot be written: File exists"),
        (("check", "reference", "--report", "results.jsonl"), "results.jsonl cannot be made: File exists"),
        (("check", "reference", "--report", "results.jsonl/x"), "results.jsonl/x cannot be made: Not a directory"),
        (("check", "reference", "--kind", "g-counter", "--format", "badge=b"), "a badge is for a whole check"),
    ],
)
def test_render_of_bad_input_is_refused_in_one_sentence(file: str, words: tuple[str, ...], sentence: str) -> None:
    Path("cut.jsonl").write_bytes(Path(file).read_bytes().rpartition(b'{"type":"footer"')[0])
    Path("latin.jsonl").write_bytes(b"\xe9")
    run = _run(*words)
    assert (run.exit_code, run.stdout) == (2, "")
    assert sentence in " ".join(run.stderr.split())
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("check", "no-such-target"), "target 'no-such-target' is neither a shipped adapter nor"),
        (("check", "reference", "--rule", "NOPE"), "'NOPE' is not a rule"),
        (("check",), "Missing argument 'TARGET'."),
        (("check", "reference", "--nope"), "No such option"),
        (("rejudge", "absent.jsonl"), "absent.jsonl: No such file or directory"),
    ],
)
def test_error_with_json_is_an_object(words: tuple[str, ...], sentence: str) -> None:
    run = _run(*words, "--json")
    data = json.loads(run.stdout)
    assert (run.exit_code, data["type"], data["exit"]) == (2, "error", 2)
    assert sentence in data["error"]
    assert data["error"].splitlines()[0] in run.stderr
    assert _run(*words).stdout == ""


def test_defect_with_json_is_an_object(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(check, "run_check", broken)
    run = _run("check", "reference", "--json")
    assert (run.exit_code, json.loads(run.stdout)["exit"]) == (4, 4)


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("greet", "INTERRUPTED before anything was judged"),
        ("reproductions", "INTERRUPTED before the command had a result"),
    ],
)
def test_interruption_with_json_is_an_object(
    part: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(check, part, interrupted)
    run = _run("check", TARGET, "--in-process", "--phase", "laws", *SMALL, "--json")
    assert (run.exit_code, json.loads(run.stdout)) == (130, {"type": "error", "exit": 130, "error": said})
    assert run.stderr == f"{said}\n"


def test_interruption_of_a_phase_with_json_is_a_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(Laws, "cases", interrupted)
    run = _run("check", TARGET, "--in-process", "--phase", "laws", *SMALL, "--json")
    data = json.loads(run.stdout)
    assert (run.exit_code, data["type"], data["exit"], data["verdict"]) == (130, "results", 130, "interrupted")


def test_report_that_cannot_be_written_leaves_one_json_object(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("report", "junit.xml").mkdir(parents=True)
    run = _run("check", TARGET, "--in-process", "--phase", "laws", *SMALL, "--json", "--report", "report")
    assert (run.exit_code, json.loads(run.stdout)["type"]) == (2, "error")


@pytest.mark.slow
def test_check_writes_every_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run = _run(
        "check",
        TARGET,
        "--in-process",
        "--phase",
        "laws",
        "--rule",
        "ANS-OK",
        *SMALL,
        "--report",
        "a/b",
        "--format",
        "junit=j.xml",
    )
    folder = Path("a/b")
    assert {path.name for path in folder.iterdir()} == {face.file for face in FACES.values()} - {"badge.json"}
    assert "note: badge.json is not written: a badge is for a whole check" in run.stderr
    results = read(folder / "results.jsonl")
    assert results.footer.exit == run.exit_code
    assert run.stdout == (folder / "report.txt").read_text(encoding="utf-8")
    assert Path("j.xml").read_bytes() == (folder / "junit.xml").read_bytes()
    assert results.header.argv[:3] == ("antichain", "check", TARGET)
    assert results.header.argv[-2:] == ("--seed", "0")
    assert results.header.started is not None


@pytest.mark.slow
def test_json_of_a_check_has_the_values_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run = _run("check", TARGET, "--in-process", "--phase", "laws", *SMALL, "--json", "--format", "jsonl=r")
    data, results = json.loads(run.stdout), read(Path("r"))
    assert [each["id"] for each in data["findings"]] == [failure.id for failure in results.failures]
    assert results.failures
    assert all(failure.reproduce for failure in results.failures)
    assert data["exit"] == results.footer.exit == run.exit_code == 1
    assert data["kinds"]["g-counter"]["CNT-ONCE"]["status"] == "fails"


def test_each_history_of_a_file_is_played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("all.jsonl").write_text(_run("generate", "--exhaustive", "--events", "2").stdout, encoding="utf-8")
    number = int(_run("generate", "--exhaustive", "--events", "2", "--count").stdout)
    run = _run("check", TARGET, "--in-process", "--history", "all.jsonl", "--format", "jsonl=r")
    (phase,) = read(Path("r")).phases
    assert (run.exit_code, phase.histories) == (0, 2 * number), "each is played twice, and none is as long as the sum"
    assert number > 1
