"""The file of a target in its repository, to which code scanning attaches failures."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

from antichain.conformance.engine.results.lines import Source
from antichain.conformance.failures.known_file import NAME

__all__ = ["source_of"]


def source_of(target: str, folder: Path) -> Source:
    """Return the place of a target, seen from ``folder``: its module, its program, or the file of known failures.

    The module of a ``py:`` target is searched in ``folder`` and on the path of Python. The program of another command
    is its first word that names a file in the repository.

    >>> source_of("no-such-command", Path.cwd()).path.endswith("antichain.toml")
    True
    """
    root = _repository(folder)
    if target.startswith("py:"):
        module, _, name = target.removeprefix("py:").partition(":")
        for path in _modules(module, folder):
            if path.is_file() and path.is_relative_to(root):
                return Source(path=path.relative_to(root).as_posix(), line=_line(path, name))
    else:
        for path in _files(target, folder):
            if path.is_file() and path.is_relative_to(root):
                return Source(path=path.relative_to(root).as_posix())
    return Source(path=(folder.resolve() / NAME).relative_to(root).as_posix())


def _repository(folder: Path) -> Path:
    """Return the root of the repository around a folder, or the folder itself if there is none."""
    here = folder.resolve()
    return next((each for each in (here, *here.parents) if (each / ".git").exists()), here)


def _modules(module: str, folder: Path) -> list[Path]:
    inside = Path(*module.split("."))
    roots = [folder, *map(Path, sys.path)]
    files = (inside.with_suffix(".py"), inside / "__init__.py")
    return [(root / file).resolve() for root in roots for file in files]


def _files(target: str, folder: Path) -> list[Path]:
    try:
        words = shlex.split(target)
    except ValueError:
        return []
    return [(folder / word).resolve() for word in words]


def _line(path: Path, name: str) -> int:
    """Return the line on which a module defines a name, or 1 if it is not found."""
    defines = re.compile(rf"(?:async def|def|class)\s+{re.escape(name)}\b|{re.escape(name)}\s*[:=]")
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return 1
    return next((number for number, line in enumerate(lines, 1) if defines.match(line)), 1)
