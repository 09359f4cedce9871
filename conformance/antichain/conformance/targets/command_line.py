"""Mistakes in command lines: those that need a shell, and files that cannot be run, with the command to write."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["why_not_run"]

_OPERATORS = frozenset("|&;<>")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")


def why_not_run(spec: str) -> str:
    """Return why a command line cannot be run without a shell, and the command to write; empty if it can.

    >>> why_not_run("cat requests | ./adapter")
    "'|' needs a shell; write: sh -c 'cat requests | ./adapter'"
    >>> why_not_run("LEVEL=1 python3 adapter.py")
    "'LEVEL=1' sets a variable, which needs a shell; write: env LEVEL=1 python3 adapter.py"
    >>> why_not_run("python3 adapter.py '|'")
    ''

    Raises:
        ValueError: a quotation mark is not closed.

    """
    words = shlex.split(spec)
    if operator := _operator(spec):
        return f"{operator!r} needs a shell; write: sh -c {shlex.quote(spec)}"
    if words and _ASSIGNMENT.match(words[0]):
        return f"{words[0]!r} sets a variable, which needs a shell; write: env {spec.strip()}"
    return _why_not_started(words)


def _operator(spec: str) -> str:
    """Return the first operator of a shell outside quotation marks, or an empty text."""
    words = shlex.shlex(spec, posix=False, punctuation_chars="".join(sorted(_OPERATORS)))
    words.whitespace_split = True
    words.commenters = ""
    return next((word for word in words if word and _OPERATORS.issuperset(word)), "")


def _why_not_started(words: Sequence[str]) -> str:
    if not words or shutil.which(words[0]) is not None:
        return ""
    program = Path(words[0])
    if words[0].startswith("~"):
        return f"'~' needs a shell; write: {shlex.join((str(program.expanduser()), *words[1:]))}"
    if program.is_dir():
        return f"{words[0]!r} is a folder; name the program in it"
    if program.is_file() and "/" not in words[0]:
        return f"{words[0]!r} is not on the PATH, but in this folder; write: ./{shlex.join(words)}"
    if program.is_file():
        path = shlex.quote(words[0])
        return f"{words[0]!r} is not executable; run: chmod +x {path}, or name its interpreter, as in: python3 {path}"
    return ""
