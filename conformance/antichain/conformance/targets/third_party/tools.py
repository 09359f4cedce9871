"""Toolchains: whether a program is present and new enough, and one command run to its end."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["PATIENCE", "UnavailableError", "check_needs", "run"]

PATIENCE = 900.0
"""Seconds that one step of an installation may take."""

_LAST_LINES = 4
_LONGEST_LINE = 200
_VERSION = re.compile(r"\d+(?:\.\d+)*")
_CURES = {
    "node": "install Node.js with npm",
    "npm": "install Node.js with npm",
    "go": "install the Go toolchain",
    "cargo": "install Rust with rustup",
    "mvn": "install Apache Maven",
    "java": "install a JDK",
    "javac": "install a JDK",
    "erl": "install Erlang/OTP",
    "escript": "install Erlang/OTP",
    "ghc": "install the Glasgow Haskell compiler",
    "ocaml": "install OCaml",
    "apt-get": "use Debian or Ubuntu",
}
"""The remedy if a program is missing or old."""
_VERSION_WORDS = {"go": "version", "java": "-version", "javac": "-version"}
"""The argument that makes a program print its version, if it is not ``--version``."""


class UnavailableError(Exception):
    """An adapter cannot be started or its package cannot be installed; the message says what, why and what to do."""


def check_needs(name: str, needs: Sequence[str]) -> None:
    """Check that the programs that an adapter needs are present and new enough.

    Raises:
        UnavailableError: a program is missing or too old; the message names it.

    """
    for need in needs:
        program, _, least = (part.strip() for part in need.partition(">="))
        wanted = f"{program} {least} or newer" if least else program
        cure = _CURES.get(program, f"install {program}")
        if shutil.which(program) is None:
            message = f"{name} needs {wanted}, which is not on the PATH; {cure}"
            raise UnavailableError(message)
        if least:
            found = _version(program)
            if _numbers(found) < _numbers(least):
                message = f"{name} needs {wanted}, and {program} here is {found or 'of an unknown version'}; {cure}"
                raise UnavailableError(message)


def run(name: str, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> None:
    """Run one step of an installation in a folder; end it with all its descendants if it takes too long.

    Raises:
        UnavailableError: the command fails, or cannot be run; the message has the last lines of its output.

    """
    told = f"{name} cannot be installed: {' '.join(command[:2])}"
    try:
        process = subprocess.Popen(  # noqa: S603 — the words come from manifests that are shipped with this module
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as failure:
        message = f"{told} does not run: {failure.strerror}; repair {command[0]} and try again"
        raise UnavailableError(message) from failure
    with process:
        try:
            output, _ = process.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired as late:
            message = f"{told} did not end in {PATIENCE:g} s; see that the network can be reached, and try again"
            raise UnavailableError(message) from late
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode != 0:
        message = (
            f"{told} exited with status {process.returncode} ({_last_lines(output)}); "
            "see that the network can be reached, and try again"
        )
        raise UnavailableError(message)


def _last_lines(output: bytes) -> str:
    """Return the last lines of an output, if possible those that are marked as errors."""
    lines = [line.strip()[:_LONGEST_LINE] for line in output.decode(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"(?i)npm (error|ERR!)|\[?error", line)]
    return " / ".join((errors or lines)[:_LAST_LINES] if errors else lines[-_LAST_LINES:]) or "it printed nothing"


def _version(program: str) -> str:
    command = [program, _VERSION_WORDS.get(program, "--version")]
    try:
        told = subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=30, check=False)  # noqa: S603 — a program that a shipped manifest names
    except (OSError, subprocess.TimeoutExpired):
        return ""
    match = _VERSION.search(told.stdout + told.stderr)
    return match.group() if match else ""


def _numbers(version: str) -> tuple[int, ...]:
    """Return a version as numbers.

    >>> _numbers("1.21") < _numbers("1.3.0")
    False
    """
    return tuple(int(part) for part in version.split(".") if part)
