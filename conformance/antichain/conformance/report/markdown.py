"""Findings as Markdown, for a page that people read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from antichain.conformance.report.sketch import sketch
from antichain.conformance.report.terminal import verdict
from antichain.conformance.rules import RULES

if TYPE_CHECKING:
    from antichain.conformance.finding import Finding
    from antichain.conformance.protocol import Options
    from antichain.conformance.result import Result

__all__ = ["section"]


def section(result: Result, command: str) -> str:
    """Return a section on one target: how it was judged, the verdict, and each finding with its history."""
    hello = result.hello
    histories = sum(phase.histories for phase in result.phases)
    checks = sum(phase.checks for phase in result.phases)
    lines = [
        f"## {result.target}",
        "",
        f"{hello.name} {hello.version}, {hello.language}, <{hello.homepage}>. Claims: "
        + "; ".join(f"{kind.value} ({_claims(options)})" for kind, options in result.selected())
        + ".",
        "",
        f"{verdict(result)}. {histories:,} histories, {checks:,} checks. Shown by:",
        "",
        f"    {command}",
    ]
    for finding in result.shown():
        lines += ["", *_finding(finding)]
    return "\n".join(lines)


def _claims(options: Options) -> str:
    said: dict[str, object] = msgspec.to_builtins(options)
    return ", ".join(f"{name} {str(claim).lower()}" for name, claim in said.items()) or "all defaults"


def _finding(finding: Finding) -> list[str]:
    levels = ", ".join(f"{rule} ({RULES[rule].level.value})" for rule in finding.rules)
    lines = [f"### {finding.kind.value}: {levels}", ""]
    lines += [f"> {RULES[rule].statement}" for rule in finding.rules]
    lines += ["", "| step | replica | action | specified | observed |", "| ---: | --- | --- | --- | --- |"]
    for step in finding.steps():
        cells = (step.replica, step.action, step.specified, step.observed)
        lines.append(f"| {step.number} | {' | '.join(_cell(cell) for cell in cells)} |")
    if finding.case.truth is not None and finding.case.setting is not None:
        names = dict(zip(finding.case.truth.replicas, finding.case.setting.names, strict=True))
        lines += ["", *(f"    {line}" for line in sketch(finding.case.truth.events[: finding.size], names))]
    lines += ["", f"Because {_text(finding.because)}."]
    if finding.minimal:
        lines += ["", f"{finding.minimal[:1].upper()}{finding.minimal[1:]}."]
    return lines


def _cell(text: str) -> str:
    return f"`{_text(text)}`" if text else ""


def _text(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
