"""SARIF 2.1.0, as code scanning services read it: one result for each failure, with a fingerprint of its history."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.engine.results.file import indented
from antichain.conformance.report.failure_text import text

if TYPE_CHECKING:
    from antichain.conformance.engine.results.lines import FailureLine, Results, RuleLine

__all__ = ["MOST", "render"]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LONGEST = 1024
"""The largest number of characters that GitHub keeps of a description."""
MOST = 5000
"""The largest number of results that GitHub keeps of a run."""


def render(results: Results) -> str:
    """Return the failures as one run."""
    lines = {(line.kind, line.rule): line for line in results.rules}
    names = dict.fromkeys(line.rule for line in results.rules)
    names |= dict.fromkeys(rule for failure in results.failures for rule in failure.rules)
    by_name = {line.rule: line for line in results.rules}
    index = {name: number for number, name in enumerate(names)}
    header = results.header
    run = {
        "tool": {
            "driver": {
                "name": "antichain",
                "version": header.antichain,
                "semanticVersion": header.antichain,
                "rules": [_rule(name, by_name.get(name)) for name in names],
            }
        },
        "automationDetails": {"id": f"antichain/{header.target}/"},
        "invocations": [_invocation(results)],
        "results": [
            _result(failure, lines.get((failure.kind, failure.rules[0])), index[failure.rules[0]], results)
            for failure in results.failures[:MOST]
        ],
        "columnKind": "unicodeCodePoints",
    }
    return indented({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"


def _rule(name: str, line: RuleLine | None) -> dict[str, Any]:
    level, statement = (line.level, line.statement) if line else ("MUST", name)
    theorems = f" Theorems: {', '.join(line.theorems)}." if line and line.theorems else ""
    return {
        "id": name,
        "shortDescription": {"text": statement[:_LONGEST]},
        "fullDescription": {"text": f"{statement} ({level})"[:_LONGEST]},
        "help": {"text": f"{statement}.{theorems} Run: antichain explain {name}"},
        "defaultConfiguration": {"level": "error" if level == "MUST" else "warning"},
        "properties": {"tags": ["conformance", level]},
    }


def _invocation(results: Results) -> dict[str, Any]:
    """Return whether the check reached a verdict, and notes besides the results."""
    footer = results.footer
    told = [*footer.unsound, *footer.unmet, *(f"{kind} was given up: {why}" for kind, why in footer.ended.items())]
    told += [f"claimed and not exercised: {rule}" for rule in footer.untested]
    told += [f"{each.path}:{each.lines[0]}: {each.rule} {each.why}; delete these lines" for each in footer.stale]
    if len(results.failures) > MOST:
        told.append(f"{len(results.failures) - MOST} failures are left out; the results file has all of them")
    return {
        "executionSuccessful": footer.verdict in (Verdict.CONFORMANT, Verdict.NOT_CONFORMANT),
        "exitCode": footer.exit,
        "exitCodeDescription": footer.sentence,
        "toolExecutionNotifications": [{"level": "error", "message": {"text": each}} for each in told if each],
    }


def _result(failure: FailureLine, line: RuleLine | None, index: int, results: Results) -> dict[str, Any]:
    source = results.header.source
    region = {"startLine": source.line, "startColumn": 1, "endLine": source.line, "endColumn": 1}
    place = {"artifactLocation": {"uri": quote(source.path)}, "region": region}
    decides = line.decides if line else failure.errored or failure.flaky
    result: dict[str, Any] = {
        "ruleId": failure.rules[0],
        "ruleIndex": index,
        "kind": "fail",
        "level": "error" if decides else "warning",
        "message": {"text": text(failure)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"primaryLocationLineHash": _fingerprint(failure)},
        "properties": {"kind": failure.kind, "id": failure.id, "cause": failure.cause, "events": failure.events},
    }
    if failure.known:
        why = ", ".join(failure.issues) or "listed in the file of known failures"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": why}]
    return result


def _fingerprint(failure: FailureLine) -> str:
    """Return a digest of the rule and the smallest history, in the form of GitHub."""
    digest = hashlib.sha256(f"{failure.kind} {failure.rules[0]} {failure.id}".encode()).hexdigest()
    return f"{digest[:16]}:1"
