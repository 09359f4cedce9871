"""JUnit XML is red exactly if the verdict is not conformant, and holds any text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import msgspec
import pytest
from tests.sample_results import failure, hostile, rule, sample, with_verdict

from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.engine.status import Status
from antichain.conformance.report import junit

if TYPE_CHECKING:
    from antichain.conformance.engine.results.lines import Results, RuleLine

RED = ("failure", "error")


def _parsed(results: Results) -> ET.Element:
    return ET.fromstring(junit.render(results))  # noqa: S314 — the file was made right here


def _outcomes(results: Results) -> dict[str, ET.Element | None]:
    """Return the outcome of each test case by its name: its first element, if it has one."""
    root = _parsed(results)
    return {case.get("name", ""): next(iter(case), None) for case in root.iter("testcase")}


def _is_red(results: Results) -> bool:
    return any(outcome is not None and outcome.tag in RED for outcome in _outcomes(results).values())


@pytest.mark.parametrize(
    ("line", "tag", "text"),
    [
        (rule("CNT-ONCE", Status.FAILS), "failure", "because"),
        (rule("CNT-ONCE", Status.ERRORED), "error", "the target broke"),
        (
            rule("CNT-BIG", Status.FOLLOWS, from_="CNT-ONCE"),
            "skipped",
            "fails as a consequence of the failure of CNT-ONCE",
        ),
        (rule("CNT-ONCE", Status.KNOWN), "skipped", "known to fail: no address is named"),
        (rule("WIRE-ROUND", Status.NOT_OFFERED, not_offered="it needs wire"), "skipped", "not offered: it needs wire"),
        (rule("CNT-ONCE", Status.NOT_EXERCISED), "error", "claimed and not exercised"),
        (rule("CNT-ONCE", Status.NOT_EXERCISED, decides=False), "skipped", "not exercised"),
        (rule("CNT-ONCE", Status.NOT_SELECTED), "skipped", "not in the selected history"),
        (rule("CNT-ONCE", Status.FAILS, level="SHOULD", decides=False), "skipped", "count only with --strict"),
    ],
)
def test_each_status_has_its_element_with_its_text(line: RuleLine, tag: str, text: str) -> None:
    outcome = _outcomes(with_verdict(Verdict.NOT_CONFORMANT, line, failures=(failure(),)))[line.rule]
    assert outcome is not None
    assert (outcome.tag, text in (outcome.text or "")) == (tag, True)
    assert line.statement in (outcome.text or "")


def test_rule_that_holds_has_no_failure_element() -> None:
    assert _outcomes(with_verdict(Verdict.CONFORMANT, rule("CNT-NEW", Status.HOLDS))) == {"CNT-NEW": None}


@pytest.mark.parametrize("verdict", Verdict)
def test_junit_file_fails_only_if_not_conformant(verdict: Verdict) -> None:
    # No rule is to blame, as with a flaky failure of a rule that does not decide.
    assert _is_red(with_verdict(verdict, rule("CNT-NEW", Status.HOLDS))) is (verdict is not Verdict.CONFORMANT)


def test_suite_of_a_kind_has_the_seconds_of_its_phases() -> None:
    assert [suite.get("time") for suite in _parsed(sample()).iter("testsuite")][:2] == ["0.250", "0.000"]


def test_known_failure_names_its_reason() -> None:
    known = failure(known=True, issues=("https://example.org/7",))
    outcome = _outcomes(with_verdict(Verdict.CONFORMANT, rule("CNT-ONCE", Status.KNOWN), failures=(known,)))["CNT-ONCE"]
    assert outcome is not None
    assert outcome.get("message") == "known to fail: https://example.org/7"
    assert f"because {known.because}" in (outcome.text or "")


def test_failing_rule_is_told_without_its_known_failures() -> None:
    known, new = failure(known=True, because="it is excused"), failure(because="it is new")
    line = rule("CNT-ONCE", Status.FAILS)
    outcome = _outcomes(with_verdict(Verdict.NOT_CONFORMANT, line, failures=(known, new)))["CNT-ONCE"]
    assert outcome is not None
    assert "it is new" in (outcome.text or "")
    assert "it is excused" not in (outcome.text or "")


def test_failing_rule_is_told_with_its_failures_alone() -> None:
    own = failure(because="it is of this rule", rules=("CNT-ONCE",))
    others = (
        failure(because="of another rule", rules=("CNT-OWN",)),
        failure(because="of another kind", kind="pn-counter"),
    )
    line = rule("CNT-ONCE", Status.FAILS)
    outcome = _outcomes(with_verdict(Verdict.NOT_CONFORMANT, line, failures=(own, *others)))["CNT-ONCE"]
    assert outcome is not None
    assert "it is of this rule" in (outcome.text or "")
    assert "of another" not in (outcome.text or "")


def test_each_reason_beside_the_rules_has_a_test_case() -> None:
    results = sample()
    footer = msgspec.structs.replace(results.footer, unmet=("wire is required",), interrupted=True)
    names = _outcomes(replace(results, footer=footer))
    reasons = {
        "adapter",
        "vector-clock to its end",
        "required offer 1",
        "known failures antichain.toml:3-6",
        "interrupted",
    }
    assert reasons <= set(names)


def test_suite_has_the_seed_and_the_bounds_of_its_kind() -> None:
    suite = next(_parsed(sample()).iter("testsuite"))
    properties = {each.get("name"): each.get("value") for each in suite.iter("property")}
    assert properties == {"seed": "7", "bounds": "replicas=3,events=5"}


def test_junit_counts_equal_the_elements() -> None:
    root = _parsed(sample())
    for element in (root, *root.iter("testsuite")):
        cases = list(element.iter("testcase"))
        assert element.get("tests") == str(len(cases))
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert element.get(name) == str(sum(case.find(tag) is not None for case in cases))


def test_failures_beyond_the_limit_are_counted() -> None:
    many = tuple(failure(id=str(number)) for number in range(23))
    outcome = _outcomes(with_verdict(Verdict.NOT_CONFORMANT, rule("CNT-ONCE", Status.FAILS), failures=many))["CNT-ONCE"]
    assert outcome is not None
    assert (outcome.text or "").endswith("3 more failures are in the results file")


@pytest.mark.parametrize("text", ["]]><failure/>&\"'", "\x00\x1b[31m\x0b", "\ufffe\uffff", "\ud800"])
def test_junit_text_of_hostile_text_is_escaped(text: str) -> None:
    plain, made = (_parsed(each) for each in (sample(), hostile(sample(), text)))
    assert [element.tag for element in made.iter()] == [element.tag for element in plain.iter()]
    whole = "".join(made.itertext())
    assert all(character in "\n\t" or character.isprintable() for character in whole)
    assert text.translate({ord("\x00"): "\\x00"})[:1] in whole or "\\" in whole
