"""New adapters: each is short, builds if its tools are present, and conforms."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from antichain.conformance.adapters import new_adapter
from antichain.conformance.adapters.languages import LANGUAGES, Language
from antichain.conformance.adapters.new_adapter import adapter_files, write_adapter
from antichain.conformance.commands import main

LITTLE = "replicas=2,events=2,histories=1,steps=4,large=4,crowd=12,faulty=1,named=1,states=1"
LONGEST_PART_TO_EDIT = 60
COMPILES_FOR_LONG = {"cpp", "go"}


def _missing(language: Language) -> str:
    """Return the first missing tool or library of the language; empty if none is missing."""
    tools = [tool for tool in language.tools if shutil.which(tool) is None]
    if tools:
        return f"{tools[0]} is not on the PATH"
    for library in language.libraries:
        if subprocess.run(["pkg-config", "--exists", library], check=False).returncode:  # noqa: S603, S607 — a program found on the path, with a constant
            return f"pkg-config does not know {library}"
    return ""


def _adapters() -> list[object]:
    return [
        pytest.param(
            name,
            kind,
            id=f"{name}-{kind}",
            marks=[
                pytest.mark.thorough if language.downloads or name in COMPILES_FOR_LONG else pytest.mark.slow,
                pytest.mark.skipif(bool(_missing(language)), reason=_missing(language)),
            ],
        )
        for name, language in LANGUAGES.items()
        for kind in language.kinds
    ]


KINDS = [(name, kind) for name, language in LANGUAGES.items() for kind in language.kinds]


@pytest.mark.parametrize(("name", "kind"), _adapters())
def test_new_adapter_builds_and_conforms(name: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written = CliRunner().invoke(main, ["new-adapter", "--language", name, "--kind", kind, "--output", "new"])
    assert written.exit_code == 0, written.output
    monkeypatch.chdir(tmp_path / "new")
    for command in LANGUAGES[name].build:
        done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)  # noqa: S602 — a constant of the language
        assert done.returncode == 0, done.stdout + done.stderr
    examined = CliRunner().invoke(main, ["doctor", LANGUAGES[name].run])
    assert examined.exit_code == 0, examined.output
    checked = CliRunner().invoke(main, ["check", LANGUAGES[name].run, "--bounds", LITTLE])
    assert checked.exit_code == 0, checked.output
    assert f"\nCONFORMANT: {LANGUAGES[name].run} keeps every rule" in checked.output


@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_template_part_to_edit_is_short(name: str, kind: str) -> None:
    language = LANGUAGES[name]
    files = adapter_files(name, kind)
    assert len(files[language.adapter].splitlines()) <= LONGEST_PART_TO_EDIT
    assert {language.stand_in(kind), language.protocol} <= set(files)
    assert len(files) == len(adapter_files(name))


@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_readme_and_workflow_of_a_template_have_every_command(name: str, kind: str) -> None:
    files = adapter_files(name, kind)
    for command in LANGUAGES[name].commands:
        assert f"\n{command}\n" in files["README.md"]
        assert f"      - run: {command}\n" in files[".github/workflows/conformance.yml"]
    assert "$" not in files["README.md"]
    assert f"`{LANGUAGES[name].stand_in(kind)}`" in files["README.md"]
    assert all(len(line) <= 120 for line in files["README.md"].splitlines() if line[:1] != "|")


@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_hello_of_a_template_claims_the_bound_in_its_readme(name: str, kind: str) -> None:
    files = adapter_files(name, kind)
    claims_a_bound = "overflow" in files[LANGUAGES[name].adapter]
    assert claims_a_bound == ("`overflow`" in files["README.md"])


def test_kind_without_a_template_is_refused_with_the_languages() -> None:
    result = CliRunner().invoke(main, ["new-adapter", "--language", "shell", "--kind", "pn-counter"])
    assert result.exit_code == 2
    assert "shell has no template of a pn-counter; take the g-counter of shell, and see the pn-counter in one of" in (
        " ".join(result.output.split())
    )


ACCEPTS_FRACTIONS = {
    "python": ("counter.py", "if not isinstance(by, int)", "if by is None"),
    "javascript": ("counter.mjs", "!Number.isInteger(by)", "by === undefined"),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ACCEPTS_FRACTIONS)
@pytest.mark.parametrize("kind", ["g-counter", "pn-counter"])
def test_library_that_accepts_fractions_is_found_out(
    name: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if reason := _missing(LANGUAGES[name]):
        pytest.skip(reason)
    write_adapter(name, tmp_path, kind)
    file, right, wrong = ACCEPTS_FRACTIONS[name]
    text = (tmp_path / file).read_text()
    assert right in text
    (tmp_path / file).write_text(text.replace(right, wrong))
    monkeypatch.chdir(tmp_path)
    checked = CliRunner().invoke(main, ["check", LANGUAGES[name].run, "--bounds", LITTLE])
    assert checked.exit_code == 1
    assert "breaks CNT-INTEGER" in checked.output


CONSTRUCTS = {
    "c": (
        "    return unsupported();\n",
        """    if (strcmp(op, "construct") == 0) {
        messages = realloc(messages, (message + 1) * sizeof *messages);
        memset(&messages[message], 0, sizeof *messages);
        json_array_append(message_names, json_object_get(request, "message"));
        const char *code = counts(request, replica_names, messages[message].counts);
        return code ? reject(code) : ok(json_null());
    }
""",
        ('\\"entries\\": true', '\\"entries\\": true, \\"construct\\": true'),
    ),
    "shell": (
        "on_entries() {\n",
        """on_construct() {
  local name held=""
  read_counts
  for name in "${!counts[@]}"; do held+=${held:+$'\\n'}$name$'\\t'${counts["$name"]}; done
  messages["$message"]=$held
  ok null
}

""",
        ('"entries": true', '"entries": true, "construct": true'),
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", CONSTRUCTS)
def test_template_reads_the_entries_of_construct(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    language = LANGUAGES[name]
    if reason := _missing(language):
        pytest.skip(reason)
    write_adapter(name, tmp_path)
    before, verb, (claims, more) = CONSTRUCTS[name]
    text = (tmp_path / language.adapter).read_text()
    assert before in text
    assert claims in text
    (tmp_path / language.adapter).write_text(text.replace(before, verb + before).replace(claims, more))
    monkeypatch.chdir(tmp_path)
    for command in language.build:
        subprocess.run(command, shell=True, capture_output=True, check=True)  # noqa: S602 — a constant of the language
    checked = CliRunner().invoke(main, ["check", language.run, "--bounds", LITTLE])
    assert checked.exit_code == 0, checked.output


def test_new_adapter_over_an_existing_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "counter.py").write_text("mine")
    result = CliRunner().invoke(main, ["new-adapter", "--language", "python", "--output", str(tmp_path)])
    assert result.exit_code == 2
    assert f"{tmp_path / 'counter.py'} exists already; name another folder by --output" in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["counter.py"]


def test_new_adapter_in_an_impossible_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = CliRunner().invoke(main, ["new-adapter", "--language", "python", "--output", str(tmp_path / "file" / "x")])
    assert result.exit_code == 2
    assert re.search(r"--output: .*/file.* cannot be written: ", result.output)


def test_unknown_language_is_refused_with_the_list() -> None:
    result = CliRunner().invoke(main, ["new-adapter", "--language", "cobol"])
    assert result.exit_code == 2
    assert "'cobol' is not one of 'python', 'javascript'" in result.output


def test_template_folders_equal_the_languages() -> None:
    folder = Path(new_adapter.__file__).with_name("templates")
    assert {path.name for path in folder.iterdir() if path.is_dir()} == {*LANGUAGES, "kinds"}
    for kind in (folder / "kinds").iterdir():
        assert {path.name for path in kind.iterdir()} == {
            name for name, other in LANGUAGES.items() if kind.name in other.kinds
        }


@pytest.mark.thorough
def test_wheel_holds_every_template(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet", "--wheel-dir", str(tmp_path), str(root)]
    subprocess.run(build, check=True)  # noqa: S603 — pip of this environment
    (wheel,) = tmp_path.glob("*.whl")
    folder = Path(new_adapter.__file__).with_name("templates")
    here = {path.relative_to(folder.parents[3]).as_posix() for path in folder.rglob("*") if path.is_file()}
    sources = {name for name in here if "__pycache__" not in name}
    assert len(sources) > 3 * len(LANGUAGES)
    assert sources <= set(zipfile.ZipFile(wheel).namelist())
