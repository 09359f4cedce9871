"""Findings as Markdown: a text for each cause that can be sent to the maintainers of the library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from antichain.conformance.rules.catalogue import RULES
from antichain.conformance.survey.judge import command
from antichain.conformance.targets.third_party.finding import Seriousness

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from antichain.conformance.engine.results.lines import FailureLine
    from antichain.conformance.survey.matrix import Surveyed
    from antichain.conformance.targets.third_party.finding import Finding

__all__ = ["Shown", "render"]

_HEAD = """\
# Findings

Mistakes of published libraries, by cause. This command wrote the page:

    antichain findings --output conformance/FINDINGS.md

Each finding was shown twice when the page was written: the harness found it in a history, and a program in the
library's own language, without antichain, printed the wrong answer. A choice that a library documents is a claim of
its adapter and not a finding. A library that is not listed here was not judged, or nothing was found.
"""

Shown = tuple["Surveyed", "Finding", "FailureLine"]
"""A library, one of its findings, and the shortest failure that shows it."""


def render(shown: Sequence[Shown], surveyed: Sequence[Surveyed], output: Mapping[int, str]) -> str:
    """Return the page; ``output`` is what the reproduction of each finding printed, by its place in ``shown``."""
    parts = [_HEAD, "\n".join(_summary(shown)) + "\n"]
    for seriousness in Seriousness:
        chosen = [place for place, (_, finding, _) in enumerate(shown) if finding.seriousness is seriousness]
        if chosen:
            parts.append(f"## {seriousness.words.capitalize()}\n")
            parts += ["\n".join(_finding(*shown[place], output[place])) + "\n" for place in chosen]
    unexplained = [(each, failure) for each in surveyed for failure in each.unexplained]
    if unexplained:
        parts.append("## Failures that are not traced to a cause yet\n")
        lines = [
            f"- `{each.adapter.name}`, {failure.kind}, {_rules(failure)}: {failure.because}."
            for each, failure in unexplained
        ]
        parts.append("\n".join(map(_text, lines)) + "\n")
    return "\n".join(parts)


def _summary(shown: Sequence[Shown]) -> Iterator[str]:
    yield "| class | library | finding |"
    yield "| --- | --- | --- |"
    order = list(Seriousness)
    for each, finding, _ in sorted(shown, key=lambda entry: order.index(entry[1].seriousness)):
        library = f"{each.adapter.package} {each.adapter.version} ({each.adapter.manifest.registry})"
        yield f"| {finding.seriousness.words} | {library} | {_cell(finding.title)} |"


def _finding(each: Surveyed, finding: Finding, failure: FailureLine, output: str) -> Iterator[str]:
    manifest = each.adapter.manifest
    yield f"### {manifest.package} {each.adapter.version}: {finding.title.rstrip('.')}"
    yield ""
    yield f"{manifest.registry}, {manifest.language}, <{manifest.homepage}>; {manifest.users}."
    yield ""
    yield f"- Rule: {'; '.join(f'**{rule}**, {RULES[rule].statement}' for rule in failure.rules)}."
    theorems = dict.fromkeys(theorem for rule in failure.rules for theorem in RULES[rule].theorems)
    if theorems:
        yield f"- Theorems behind it: {', '.join(theorems)} (`antichain prove` checks them)."
    yield f"- Why it matters: {finding.why}"
    yield f"- What would repair it: {finding.repair}"
    yield ""
    yield f"The shortest history that was found ({failure.events} events, as {failure.kind}):"
    yield ""
    yield "| step | replica | action | specified | observed |"
    yield "| ---: | --- | --- | --- | --- |"
    for step in failure.steps:
        cells = (step.replica, step.action, step.specified, step.observed)
        yield f"| {step.step} | {' | '.join(f'`{_cell(cell)}`' if cell else '' for cell in cells)} |"
    yield ""
    yield f"Because {_text(failure.because)}."
    yield ""
    yield f"Without antichain, [{finding.reproduction}]({_path(each, finding)}) prints:"
    yield ""
    yield from (f"    {line}" for line in output.splitlines())
    yield ""
    yield f"where `{finding.right}` is right. The harness shows it with:"
    yield ""
    yield f"    {' '.join(command(each.adapter.name))}"


def _path(each: Surveyed, finding: Finding) -> str:
    folder = each.adapter.manifest.folder.name
    return f"antichain/conformance/targets/third_party/{folder}/{finding.reproduction}"


def _rules(failure: FailureLine) -> str:
    return ", ".join(failure.rules)


def _cell(text: str) -> str:
    return _text(text).replace("|", "\\|").replace("`", "'")


def _text(text: str) -> str:
    return text.replace("\n", " ")
