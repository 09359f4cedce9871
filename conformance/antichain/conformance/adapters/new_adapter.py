"""Writing a new adapter: the files of one language, with a README and a workflow that checks it.

Sources are copied as they are from ``templates/LANGUAGE``. The README and the workflow are the same for every language,
apart from names and commands.
"""

from __future__ import annotations

import textwrap
from importlib.resources import files
from pathlib import PurePosixPath
from string import Template
from typing import TYPE_CHECKING

from antichain.conformance.adapters.languages import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from antichain.conformance.adapters.languages import Language

__all__ = ["FileInTheWayError", "adapter_files", "write_adapter"]

_TEMPLATES = files("antichain.conformance.adapters") / "templates"
_WORKFLOW = ".github/workflows/conformance.yml"
_WIDTH = 120


class FileInTheWayError(Exception):
    """A file that would be written exists already; the message is its path."""


def adapter_files(language: str, kind: str = "g-counter") -> dict[str, str]:
    """Return the text of each file of a new adapter for a kind, by its path in the adapter's folder.

    >>> sorted(adapter_files("go"))
    ['.github/workflows/conformance.yml', 'README.md', 'adapter.go', 'counter.go', 'go.mod', 'protocol.go']

    Raises:
        KeyError: there is no template for this language, or none of this kind in it.

    """
    written = LANGUAGES[language]
    if kind not in written.kinds:
        raise KeyError(kind)
    sources = dict(_sources(_TEMPLATES / language, PurePosixPath()))
    if kind != written.kinds[0]:
        del sources[written.counter]
        sources |= _sources(_TEMPLATES / "kinds" / kind / language, PurePosixPath())
    return {
        **sources,
        "README.md": _readme(written, kind),
        _WORKFLOW: _workflow(written),
    }


def write_adapter(language: str, folder: Path, kind: str = "g-counter") -> list[Path]:
    """Write a new adapter for a kind into a folder, which is created if it does not exist; return the files.

    Raises:
        FileInTheWayError: one of the files exists already; then nothing is written.
        OSError: a file cannot be written.

    """
    texts = {folder / name: text for name, text in adapter_files(language, kind).items()}
    for path in texts:
        if path.exists():
            raise FileInTheWayError(path)
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return list(texts)


def _sources(folder: Traversable, place: PurePosixPath) -> Iterator[tuple[str, str]]:
    for child in sorted(folder.iterdir(), key=lambda child: child.name):
        if child.name == "__pycache__":
            continue
        if child.is_dir():
            yield from _sources(child, place / child.name)
        else:
            yield str(place / child.name), child.read_text(encoding="utf-8")


def _template(name: str) -> Template:
    return Template((_TEMPLATES / f"{name}.template").read_text(encoding="utf-8"))


def _readme(language: Language, kind: str) -> str:
    text = _template("README.md").substitute(
        title=language.title,
        adapter=language.adapter,
        stand_in=language.stand_in(kind),
        kind=kind.replace("version-vector", "version vector"),
        protocol=language.protocol,
        workflow=_WORKFLOW,
        needs=language.needs,
        numbers=language.numbers,
        commands="\n".join(language.commands),
    )
    return "\n".join(_filled(line) for line in text.split("\n"))


def _filled(line: str) -> str:
    """Return a line of prose in lines of at most 120 characters; a row of a table stays one line."""
    if line.startswith("|"):
        return line
    indent = "   " if line[:1].isdigit() else ""
    return "\n".join(textwrap.wrap(line, _WIDTH, break_on_hyphens=False, subsequent_indent=indent))


def _workflow(language: Language) -> str:
    commands = (*language.install, *language.commands)
    return _template("conformance.yml").substitute(steps="\n".join(f"      - run: {command}" for command in commands))
