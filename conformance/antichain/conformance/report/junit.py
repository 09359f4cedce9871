"""JUnit XML: one test case for each kind and rule, with the text in the element, as GitLab expects it.

A test case is red exactly if it decides against the verdict *conformant*.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.engine.status import Status
from antichain.conformance.report.consequences import in_words
from antichain.conformance.report.failure_text import text
from antichain.conformance.report.visible import brief

if TYPE_CHECKING:
    from collections.abc import Iterator

    from antichain.conformance.engine.results.lines import FailureLine, Results, RuleLine

__all__ = ["render"]

_MOST = 20
"""The largest number of failures in one test case."""
_NOT_EXERCISED = (
    "claimed and not exercised: no right answer tested this rule, so it neither holds nor fails; "
    "repair what fails first, or give larger --bounds"
)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that XML 1.0 cannot write."""


def render(results: Results) -> bytes:
    """Return the results as a file of one test suite for each kind, and one for all other reasons to be red."""
    target, seconds = results.header.target, results.footer.seconds
    root = ET.Element("testsuites", name="antichain", time=f"{seconds:.3f}")
    kinds: dict[str, list[RuleLine]] = {}
    for line in results.rules:
        kinds.setdefault(line.kind, []).append(line)
    for kind, lines in kinds.items():
        took = sum(phase.kinds[kind].seconds for phase in results.phases if kind in phase.kinds)
        suite = ET.SubElement(root, "testsuite", name=_xml(f"{target}: {kind}"), time=f"{took:.3f}")
        properties = ET.SubElement(suite, "properties")
        for name, value in (("seed", str(results.header.seed)), ("bounds", results.header.bounds.get(kind, ""))):
            ET.SubElement(properties, "property", name=name, value=_xml(value))
        told = [failure for failure in results.failures if failure.kind == kind]
        for line in lines:
            case = ET.SubElement(suite, "testcase", classname=_xml(f"{target}: {kind}"), name=_xml(line.rule), time="0")
            _outcome(case, line, in_words(results, line), [failure for failure in told if line.rule in failure.rules])
    _whole(root, results)
    for suite in root:
        _count(suite, suite.iter("testcase"))
    _count(root, root.iter("testcase"))
    ET.indent(root)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _outcome(case: ET.Element, line: RuleLine, result: str, failures: list[FailureLine]) -> None:
    """Add the outcome of one rule to its test case; ``result`` is the status of the rule in words."""
    match line.status:
        case Status.FAILS | Status.ERRORED if not line.decides:
            _end(case, "skipped", f"fails, but {line.level} rules count only with --strict", line, failures)
        case Status.FAILS | Status.ERRORED:
            tag, why = ("failure", result) if line.status is Status.FAILS else ("error", "the target broke")
            new = [failure for failure in failures if not failure.known]
            message = brief(new[0].because) if new else ""
            whole = message.startswith(why) or not message
            _end(case, tag, (message or why) if whole else f"{why}: {message}", line, new)
        case Status.NOT_EXERCISED if line.decides:
            _end(case, "error", _NOT_EXERCISED, line, [])
        case Status.HOLDS:
            return
        case _:
            why = _why_skipped(line, result, failures)
            _end(case, "skipped", why, line, failures if line.status is Status.KNOWN else [])


def _why_skipped(line: RuleLine, result: str, failures: list[FailureLine]) -> str:
    """Return why a rule counts neither as holding nor as broken."""
    match line.status:
        case Status.KNOWN:
            issues = dict.fromkeys(address for failure in failures for address in failure.issues)
            return f"{result}: {', '.join(issues) or 'no address is named'}"
        case Status.NOT_OFFERED:
            return f"not offered: {line.not_offered}"
    return result


def _end(case: ET.Element, tag: str, why: str, line: RuleLine, failures: list[FailureLine]) -> None:
    """Add an element that says why a test case is red or skipped, with the failures of its rule."""
    parts = [why, f"{line.rule} ({line.level}): {line.statement}", *(text(failure) for failure in failures[:_MOST])]
    if len(failures) > _MOST:
        parts.append(f"{len(failures) - _MOST} more failures are in the results file")
    ET.SubElement(case, tag, message=_xml(why)).text = _xml("\n\n".join(parts))


def _whole(root: ET.Element, results: Results) -> None:
    """Add a suite with one red test case for each reason besides the rules, if there are any."""
    target, footer = results.header.target, results.footer
    reasons = dict(_reasons(results))
    red = any(case.find(tag) is not None for case in root.iter("testcase") for tag in ("failure", "error"))
    if footer.verdict is not Verdict.CONFORMANT and not red and not reasons:
        reasons["verdict"] = footer.sentence
    if not reasons:
        return
    suite = ET.SubElement(root, "testsuite", name=_xml(f"{target}: check"), time=f"{footer.seconds:.3f}")
    for name, why in reasons.items():
        case = ET.SubElement(suite, "testcase", classname=_xml(f"{target}: check"), name=_xml(name), time="0")
        ET.SubElement(case, "error", message=_xml(why.partition("\n")[0])).text = _xml(why)


def _reasons(results: Results) -> Iterator[tuple[str, str]]:
    """Yield each reason against the verdict *conformant* besides the rules: the name of a test case, and a text."""
    footer = results.footer
    if footer.unsound:
        yield "adapter", "\n".join(("the adapter is not sound", *footer.unsound))
    for kind, why in footer.ended.items():
        yield f"{kind} to its end", f"the kind was given up: {why}"
    for number, sentence in enumerate(footer.unmet, 1):
        yield f"required offer {number}", sentence
    for excuse in footer.stale:
        lines = f"{excuse.path}:{excuse.lines[0]}-{excuse.lines[1]}"
        yield f"known failures {lines}", f"{lines}: {excuse.rule} {excuse.why}; delete these lines"
    if footer.interrupted:
        yield "interrupted", footer.sentence


def _count(element: ET.Element, cases: Iterator[ET.Element]) -> None:
    """Write the numbers of test cases by outcome into a suite, or the root."""
    found = list(cases)
    element.set("tests", str(len(found)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        element.set(name, str(sum(case.find(tag) is not None for case in found)))


def _xml(value: str) -> str:
    """Return a text in which each character that XML cannot hold is an escape sequence."""
    return _NOT_XML.sub(lambda found: ascii(found.group())[1:-1], value)
