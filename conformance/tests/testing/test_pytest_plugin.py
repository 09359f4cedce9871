"""The plugin of pytest: its tests, its reports, and its cost without its option."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

import antichain.conformance.testing as harness

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.slow

ARTICLE = "py:antichain.conformance.zoo.wrong.article:target"
SMALL = (
    "--antichain-profile",
    "quick",
    "--antichain-bounds",
    "events=4,histories=2,steps=8,large=8,crowd=8,faulty=1,named=1,states=2",
)
PICKED = ("-k", "CNT-ONCE or CNT-OWN or WIRE-ROUND")
SENTENCE = "an update that arrived more than once is counted more than once: "
KNOWN = f"""
[[known]]
rule = ["CNT-ONCE", "CNT-STALE", "CNT-SAME"]
shape = "{SENTENCE}the updates in its causal past sum to 3, and it reads 4"
issue = "https://example.org/issues/7"

[[known]]
rule = "CNT-OWN"
shape = "never seen"
"""


LOADED = harness
"""Loaded here, since pytester unloads the modules that its runs load, and modules of two loads do not fit together."""


def _run(pytester: pytest.Pytester, *words: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess("-p", "no:xdist", "-p", "no:randomly", *words)


def _tests(lines: Sequence[str]) -> list[str]:
    return [line for line in lines if line.startswith("antichain::")]


def test_plugin_collects_one_test_a_kind_and_rule(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_mine(): pass")
    words = ("--collect-only", "-q", "--antichain", "reference")
    collected = _run(pytester, *words).outlines
    tests = _tests(collected)
    assert len(tests) == len(set(tests)) > 100
    assert {"antichain::g-counter::CNT-ONCE", "antichain::vector-clock::ORD-BEFORE"} < set(tests)
    assert "antichain::vector-clock::CNT-ONCE" not in tests
    assert any(line.endswith("::test_mine") for line in collected)
    assert any(line.startswith(f"{len(tests) + 1} tests collected") for line in collected)
    kind = _tests(_run(pytester, *words, "--antichain-kind", "pn-counter", "-k", "CNT-DECREMENT or ORD").outlines)
    assert [name.split("::")[1] for name in kind] == ["pn-counter"] * len(kind)
    assert len(_tests(_run(pytester, *words, "-m", "not antichain").outlines)) == 0


def test_plugin_reports_each_rule_and_remembers_failures(pytester: pytest.Pytester) -> None:
    result = _run(pytester, "--antichain", ARTICLE, *SMALL, *PICKED, "-rs", "--junitxml", "results.xml")
    result.assert_outcomes(failed=1, passed=1, skipped=1)
    result.stdout.fnmatch_lines(
        [
            "*g-counter: CNT-ONCE fails*",
            "*step*replica*action*specified*observed*",
            "*A ──●1──*",
            "because an update that arrived more than once is counted more than once*",
            "*SKIPPED*not offered: it needs wire*",
        ]
    )
    assert "Traceback" not in result.stdout.str()
    cases = ET.parse(pytester.path / "results.xml").getroot().iter("testcase")  # noqa: S314 — our own file
    assert {(case.get("classname"), case.get("name")) for case in cases} == {
        ("antichain.g-counter", name) for name in ("CNT-ONCE", "CNT-OWN", "WIRE-ROUND")
    }
    again = _run(pytester, "--antichain", ARTICLE, "--collect-only", "-q", "--lf")
    assert _tests(again.outlines) == ["antichain::g-counter::CNT-ONCE"]


def test_plugin_marks_a_known_failure_as_strict_xfail(pytester: pytest.Pytester) -> None:
    pytester.path.joinpath("antichain.toml").write_text(KNOWN, encoding="utf-8")
    result = _run(pytester, "--antichain", ARTICLE, *SMALL, *PICKED, "-rxX")
    result.assert_outcomes(failed=1, xfailed=1, skipped=1)
    result.stdout.fnmatch_lines(["*[[]XPASS(strict)[]] known: never seen*"])
    result.stdout.fnmatch_lines(["XFAIL antichain::g-counter::CNT-ONCE - known: https://example.org/issues/7*"])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--antichain", "no-such-target"), "*--antichain: target 'no-such-target' is neither a shipped adapter*"),
        (("--antichain", "reference", "--antichain-kind", "g-set"), "*reference does not claim 'g-set'; it claims *"),
        (("--antichain", "reference", "--antichain-bounds", "depth=1"), "*'depth=1' is not a bound*"),
    ],
)
def test_plugin_with_a_wrong_option_ends_with_a_sentence(
    pytester: pytest.Pytester, words: tuple[str, ...], sentence: str
) -> None:
    result = _run(pytester, *words)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([sentence])


@pytest.mark.thorough
def test_plugin_works_with_workers(pytester: pytest.Pytester) -> None:
    words = ("-n", "2", "--dist", "loadgroup", "--antichain", "reference", "--antichain-kind", "g-counter", *SMALL)
    result = pytester.runpytest_subprocess(*words, "-k", "CNT")
    assert result.ret == pytest.ExitCode.OK
    assert result.parseoutcomes()["passed"] > 5


def test_plugin_without_its_option_imports_no_harness(tmp_path: Path) -> None:
    tmp_path.joinpath("test_mine.py").write_text("def test_mine(): pass\n", encoding="utf-8")
    code = "import sys, pytest; pytest.main(sys.argv[1:]); print(*sorted(sys.modules))"

    def imported(*words: str) -> set[str]:
        command = [sys.executable, "-c", code, "-q", "-p", "no:cacheprovider", *words]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S603 — our own interpreter and text
        assert "1 passed" in done.stdout
        return set(done.stdout.splitlines()[-1].split())

    # pkgutil is how the package finds its four portions.
    ours = {"antichain", "antichain.conformance", "antichain.conformance.pytest_plugin", "pkgutil"}
    assert imported() - imported("-p", "no:antichain") == ours
