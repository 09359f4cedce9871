"""A summary in Markdown, for the page of a job: the verdict, the rules that fail, and each cause once.

Text of a target is escaped, character by character, so that it can start neither markup nor a link.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from antichain.conformance.engine.exit_codes import Verdict
from antichain.conformance.engine.status import Status
from antichain.conformance.report.consequences import in_words
from antichain.conformance.report.failure_text import drawing, length, notes, shortened
from antichain.conformance.report.visible import brief, visible
from antichain.conformance.rules.broken import broken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from antichain.conformance.engine.results.lines import FailureLine, Results
    from antichain.conformance.engine.results.transcript import StepLine

__all__ = ["LIMIT", "code", "render"]

LIMIT = 1000 * 1024
"""The largest size in bytes: GitHub drops a summary of more than 1024 KiB whole."""
_NOTE = 512
"""The bytes that are reserved for the note on omitted failures."""

_ACTIVE = re.compile(r"""[^A-Za-z0-9 ,()'"%?/;\u0080-\U0010ffff]""")
"""The characters that Markdown or HTML may interpret at any place."""

_SIGNS = {Verdict.CONFORMANT: "✅", Verdict.INCOMPLETE: "⚠️", Verdict.INTERRUPTED: "⚠️"}
_BAD = (Status.FAILS, Status.ERRORED, Status.FOLLOWS, Status.KNOWN, Status.NOT_EXERCISED)


def render(results: Results) -> str:
    """Return the summary; failures that do not fit are counted in its last line."""
    page = "\n".join(_head(results)) + "\n"
    size = len(page.encode())
    parts = [page]
    left_out = 0
    for group in results.causes:
        section = "\n".join(_cause(group)) + "\n"
        needed = len(section.encode())
        if left_out or size + needed > LIMIT - _NOTE:
            left_out += len(group)
            continue
        size += needed
        parts.append(section)
    if left_out:
        parts.append(
            f"\n**{left_out} of {len(results.failures)} failures are left out**, since a summary has at most "
            "1024 KiB; the results file has all of them.\n"
        )
    return "".join(parts)


def code(text: str) -> str:
    """Return a text, perhaps of a target, as inline code that is safe in a table.

    >>> code("a|b")
    '<code>a&#124;b</code>'
    """
    return f"<code>{_escaped(text)}</code>" if text else ""


def _escaped(text: str) -> str:
    """Return a text with a character reference for every character that Markdown or HTML may interpret."""
    return _ACTIVE.sub(lambda found: f"&#{ord(found.group())};", visible(text.replace("\n", " ")))


def _head(results: Results) -> Iterator[str]:
    header, footer = results.header, results.footer
    counts = footer.counts
    yield f"## {_SIGNS.get(footer.verdict, '❌')} antichain: {footer.verdict.value}"
    yield ""
    yield f"{_escaped(footer.sentence)}."
    yield ""
    yield f"{code(header.target)}: {counts.histories:,} histories, {counts.checks:,} checks; seed {header.seed}."
    if counts.failures:
        yield (
            f"Failures: {counts.failures} (causes: {counts.causes}, known: {counts.known}). "
            "A failure is one case, and it can break several rules; the table counts rules."
        )
    for told in (
        *footer.unsound,
        *footer.unmet,
        *(f"{kind} was given up: {why}" for kind, why in footer.ended.items()),
    ):
        yield f"- ❌ {_escaped(told)}"
    for excuse in footer.stale:
        where = f"{excuse.path}:{excuse.lines[0]}-{excuse.lines[1]}"
        yield f"- ❌ {code(where)}: {_escaped(excuse.rule)} {_escaped(excuse.why)}; delete these lines"
    yield ""
    yield from _kinds(results)
    bad = [line for line in results.rules if line.status in _BAD and (line.decides or line.status in _BAD[:4])]
    if bad:
        yield "| kind | rule | level | result | statement |"
        yield "| --- | --- | --- | --- | --- |"
        for line in sorted(bad, key=lambda each: _BAD.index(each.status)):
            cells = (line.kind, line.rule, line.level, in_words(results, line), line.statement)
            yield f"| {' | '.join(map(_escaped, cells))} |"
        yield ""
    for note in footer.notes:
        yield f"- {_escaped(note)}"
    yield ""


def _kinds(results: Results) -> Iterator[str]:
    """Yield a table with one row for each kind: its bounds, and the number of its rules by status."""
    yield "| kind | rules that hold | rules that fail | known to fail | not exercised | not offered | bounds |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | --- |"
    for kind in dict.fromkeys(line.kind for line in results.rules):
        lines = [line for line in results.rules if line.kind == kind]
        found = [line.status for line in lines if line.decides or line.status is not Status.NOT_EXERCISED]
        failing = sum(map(found.count, (Status.FAILS, Status.ERRORED, Status.FOLLOWS)))
        rest = (Status.KNOWN, Status.NOT_EXERCISED, Status.NOT_OFFERED)
        numbers = (found.count(Status.HOLDS), failing, *map(found.count, rest))
        yield f"| {_escaped(kind)} | {' | '.join(map(str, numbers))} | {code(results.header.bounds.get(kind, ''))} |"
    yield ""


def _cause(group: Sequence[FailureLine]) -> Iterator[str]:
    """Yield a section on one cause: its first failure in full, and the others by name."""
    first, *others = group
    known = " (known)" if first.known else ""
    yield f"### {_escaped(first.kind)} breaks {_escaped(broken(first.rules))}{known}"
    yield ""
    yield f"It fails because {_escaped(brief(first.because))} ({length(first)}, {_escaped(first.phase)} phase)."
    yield ""
    yield "| step | replica | action | specified | observed |"
    yield "| ---: | --- | --- | --- | --- |"
    head, left_out, tail = shortened(first.steps)
    yield from map(_step, head)
    if left_out:
        yield f"| … | | {left_out} steps like these | | |"
    yield from map(_step, tail)
    yield ""
    if lines := drawing(first):
        yield "<pre>" + "\n".join(map(_escaped, lines)) + "</pre>"
        yield ""
    for told in notes(first):
        yield f"{_escaped(told)}"
        yield ""
    for issue in first.issues:
        yield f"- {_escaped(issue)}"
    for command in first.reproduce:
        yield f"- {code(command)}"
    for other in others:
        yield f"- the same cause: {code(broken(other.rules))} ({length(other)}, {code(other.id)})"
    yield ""


def _step(step: StepLine) -> str:
    cells = (step.replica, step.action, step.specified, step.observed)
    return f"| {step.step} | {' | '.join(code(brief(cell)) for cell in cells)} |"
