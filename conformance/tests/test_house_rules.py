import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PARTS = ("model", "proofs", "impl", "conformance")
SOURCES = [path for part in PARTS for path in sorted((ROOT / part / "antichain").rglob("*.py"))]
WORDS = re.compile(
    r"\b(?:whoever|whomever|nobody|somebody|everybody|took in|befalls?|befell|befallen|mishaps?|likewise|that was all"
    r"|so many and no more)\b",
    re.IGNORECASE,
)
"""Words that have a plain replacement; docs/glossary.md lists the words that the project uses."""
SUBJECTS = re.compile(r"(?:^|[.!?] +|\"\"\"|# )(?:Who|Nobody|Somebody)\b(?![^.?!\n]*\?)", re.MULTILINE)
"""Pronouns as the subject of a statement: a named thing (replica, target, worker) takes their place."""
EXCEPTIONS = {
    "CHANGELOG.md": "quotes sentences of earlier versions",
    "conformance/tests/test_house_rules.py": "lists the words",
}


@pytest.mark.parametrize("part", PARTS)
def test_part_root_hides_no_other_root(part: str) -> None:
    package = ROOT / part / "antichain" / "__init__.py"
    assert package.exists() == (part == "model")
    assert part != "model" or "extend_path(__path__, __name__)" in package.read_text(encoding="utf-8")
    assert (ROOT / part / "antichain" / part / "py.typed").exists()
    assert (ROOT / part / "README.md").exists()


def test_test_files_of_all_parts_have_distinct_paths() -> None:
    names = [
        path.relative_to(ROOT / part / "tests") for part in PARTS for path in (ROOT / part / "tests").rglob("*.py")
    ]
    assert len(names) == len(set(names))


def test_modules_are_at_most_400_lines() -> None:
    long = [path.name for path in SOURCES if len(path.read_text(encoding="utf-8").splitlines()) > 400]
    assert not long


def _tracked() -> list[Path]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)  # noqa: S607 — git is found on the path
    return [ROOT / name for name in listing.stdout.decode().split("\0") if name]


def test_tracked_files_name_no_machine_and_no_registry() -> None:
    forbidden = re.compile(rb"index-url|https?://(registry|files|static|index|proxy)\.|\.\./" + rb"shared")
    wrong = [path.name for path in _tracked() if path.is_file() and forbidden.search(path.read_bytes())]
    assert wrong in ([], [Path(__file__).name])


def _hard_words(text: str) -> list[str]:
    return [match.group().strip() for pattern in (WORDS, SUBJECTS) for match in pattern.finditer(text)]


def test_prose_has_no_hard_words() -> None:
    prose = [path for path in _tracked() if path.suffix in {".py", ".md", ".toml"} and path.is_file()]
    named = {path.relative_to(ROOT).as_posix(): path for path in prose}
    found = {
        name: _hard_words(path.read_text(encoding="utf-8")) for name, path in named.items() if name not in EXCEPTIONS
    }
    assert not {name: words for name, words in found.items() if words}


@pytest.mark.parametrize(
    "text",
    ["Whoever asks", "Everybody knows", "a mishap", "Nobody reads it.", "It ends. Who asks is refused."],
)
def test_hard_words_are_found(text: str) -> None:
    assert _hard_words(text)


@pytest.mark.parametrize("text", ["Who uses it?", "What is a dot?", "the replica whose update it is", "anybody"])
def test_plain_text_has_no_hard_words(text: str) -> None:
    assert not _hard_words(text)


def test_exceptions_are_still_needed() -> None:
    for name in EXCEPTIONS:
        assert _hard_words((ROOT / name).read_text(encoding="utf-8")), name
