"""Processes of targets: start one, and end it with all its descendants, even if it ignores signals."""

from __future__ import annotations

import contextlib
import ctypes
import itertools
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Running", "end", "start", "status"]

_PATIENCE = 1.0
"""Seconds between asking a process group to end and killing it."""
_PR_SET_CHILD_SUBREAPER = 36
_MARK = "ANTICHAIN_TARGET"
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Running:
    """A started process, and the mark in its environment that identifies its descendants."""

    process: subprocess.Popen[bytes]
    mark: str

    @property
    def streams(self) -> tuple[IO[bytes], IO[bytes], IO[bytes]]:
        """Its input, output and standard error; none of them blocks."""
        process = self.process
        return cast("tuple[IO[bytes], IO[bytes], IO[bytes]]", (process.stdin, process.stdout, process.stderr))


def start(command: Sequence[str], environment: Mapping[str, str]) -> Running:
    """Start ``command`` as the leader of a new process group, with pipes that do not block the harness.

    ``environment`` is added to that of the harness.

    Raises:
        OSError: it cannot be started.

    """
    if sys.platform == "linux":
        # Make this process the parent of orphans, so that a child that left its group can be ended too.
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    mark = f"{os.getpid()}-{next(_numbers)}"
    process = subprocess.Popen(  # noqa: S603 — the command is the user's own argument
        command,
        env={**os.environ, **environment, _MARK: mark},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        start_new_session=True,
    )
    running = Running(process, mark)
    for stream in running.streams:
        os.set_blocking(stream.fileno(), False)
    return running


def end(running: Running) -> None:
    """End the process and its group by SIGTERM, then by SIGKILL; then end its descendants outside the group."""
    for stream in running.streams:
        with contextlib.suppress(OSError):
            stream.close()
    _signal_group(running, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        running.process.wait(_PATIENCE)
    _signal_group(running, signal.SIGKILL)
    running.process.wait()
    if sys.platform == "linux":
        _end_strays(running)


def status(running: Running) -> str:
    """Return how a process that closed its output ended; wait at most one second for its end."""
    try:
        code = running.process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        return "closed its output and runs on"
    return f"ended by {signal.Signals(-code).name}" if code < 0 else f"exited with status {code}"


def _signal_group(running: Running, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(running.process.pid, number)


def _strays(running: Running) -> list[int]:
    """Return the descendants of a target that this process adopted: those of its session, or with its mark."""
    mark = f"{_MARK}={running.mark}".encode()
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The name of the command is in parentheses and may hold any text; its parent and session follow.
            _state, parent, _group, session, *_ = stat.read_text(errors="replace").rpartition(")")[2].split()
            if int(parent) == os.getpid() and (
                int(session) == running.process.pid or mark in stat.with_name("environ").read_bytes().split(b"\0")
            ):
                found.append(int(stat.parent.name))
    return found


def _end_strays(running: Running) -> None:
    deadline = time.monotonic() + _PATIENCE
    while (strays := _strays(running)) and time.monotonic() < deadline:
        for pid in strays:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
