"""For workflows of GitHub: annotations of failures, and the outputs of a step.

``python -m antichain.conformance.report.workflow FILE`` writes the outputs of the results in FILE to standard output,
and the annotations to standard error.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from antichain.conformance.engine.results.file import read
from antichain.conformance.engine.status import Status
from antichain.conformance.report.visible import visible
from antichain.conformance.rules.broken import broken

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from antichain.conformance.engine.results.lines import Results

__all__ = ["error_lines", "main", "outputs"]

_MOST = 10
"""The number of annotations of one sort that GitHub shows for a step."""
_LONGEST = 1000


def outputs(results: Results) -> list[str]:
    """Return lines ``name=value``: the verdict, and the numbers of failures, known failures, and rules that hold."""
    footer = results.footer
    counts = footer.counts
    return [
        f"verdict={footer.verdict.value}",
        f"failures={counts.failures - counts.known}",
        f"known={counts.known}",
        f"rules={counts.rules.get(Status.HOLDS, 0)}",
    ]


def error_lines(results: Results) -> list[str]:
    """Return at most ten workflow commands: one for each cause, or for each other reason for the verdict."""
    found = [_annotation(title, text) for title, text in _errors(results)]
    if len(found) <= _MOST:
        return found
    rest = f"{len(found) - _MOST + 1} further errors are in the report"
    return [*found[: _MOST - 1], _annotation("antichain", rest)]


def _errors(results: Results) -> Iterator[tuple[str, str]]:
    footer = results.footer
    for first, *_ in results.causes:
        if not first.known:
            yield f"{first.kind} breaks {broken(first.rules)}", first.because
    for sentence in (*footer.unsound, *footer.unmet):
        yield "antichain", sentence
    for excuse in footer.stale:
        yield "antichain", f"{excuse.path}:{excuse.lines[0]}: {excuse.rule} {excuse.why}"
    if footer.exit and not any((results.causes, footer.unsound, footer.unmet, footer.stale)):
        yield "antichain", footer.sentence


def _annotation(title: str, text: str) -> str:
    return f"::error title={_property(title)}::{_data(visible(text)[:_LONGEST])}"


def _data(text: str) -> str:
    r"""Return a text in the form of the message of a workflow command.

    >>> _data("100%\n::error::")
    '100%25%0A::error::'
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")


def main(arguments: Sequence[str]) -> None:
    """Write outputs and annotations of the results file that the only argument names.

    Raises:
        BadResultsError: the file is not a whole results file.

    """
    (name,) = arguments
    results = read(Path(name))
    sys.stdout.write("".join(f"{line}\n" for line in outputs(results)))
    sys.stderr.write("".join(f"{line}\n" for line in error_lines(results)))


if __name__ == "__main__":
    main(sys.argv[1:])
