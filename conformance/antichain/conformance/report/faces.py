"""The formats of results; each is a pure function of a results file, imported when it is used."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from antichain.conformance.engine.results.lines import Results

__all__ = ["FACES", "Face", "NoFaceError"]


class NoFaceError(Exception):
    """These results do not have this format; the message is one sentence that says why."""


@dataclass(frozen=True, slots=True)
class Face:
    """One format: the module and the function that make it, and the name of its file in a folder of reports."""

    module: str
    file: str
    function: str = "render"

    def render(self, results: Results) -> bytes:
        """Return results in this format.

        Raises:
            NoFaceError: these results do not have this format.

        """
        render = getattr(import_module(f"antichain.conformance.{self.module}"), self.function)
        made: bytes | str = render(results)
        return made if isinstance(made, bytes) else made.encode("utf-8", "backslashreplace")


FACES = {
    "jsonl": Face("engine.results.file", "results.jsonl", "write"),
    "html": Face("report.html.page", "report.html"),
    "junit": Face("report.junit", "junit.xml"),
    "sarif": Face("report.sarif", "antichain.sarif"),
    "markdown": Face("report.summary", "summary.md"),
    "badge": Face("report.badge", "badge.json"),
    "terminal": Face("report.terminal", "report.txt"),
}
"""Each format by its name on the command line."""
