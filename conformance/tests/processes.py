"""Helpers for tests of processes: starts of the broken programs, and the processes that they leave."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
MARK = "TEST_THAT_STARTED_THIS"


def command(program: str) -> list[str]:
    """Return the command of one of the broken programs."""
    return [sys.executable, "-S", "-m", f"broken.{program}"]


def left_behind(mark: Path) -> list[str]:
    """Return the processes of a test that still exist, also zombies."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            environment = (folder / "environ").read_bytes().split(b"\0")
            status = (folder / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        state, parent, *_ = status.rpartition(")")[2].split()
        if f"{MARK}={mark}".encode() in environment or (state == "Z" and int(parent) == os.getpid()):
            found.append(status)
    return found


@contextlib.contextmanager
def at_home_in(folder: Path) -> Iterator[None]:
    """Work in a separate folder, mark the processes started there, and fail instead of waiting without end."""

    def too_late(*_: object) -> None:
        message = "the harness waits for ever"
        raise TimeoutError(message)

    before = signal.signal(signal.SIGALRM, too_late)
    signal.setitimer(signal.ITIMER_REAL, 120, 5)  # again and again, since cleaning up may wait for ever, too
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            patch.setenv("PYTHONPATH", str(HERE))
            patch.setenv(MARK, str(folder))
            yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
