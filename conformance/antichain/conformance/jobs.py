"""Several kinds at a time, each in a process of its own with a target of its own.

What comes of a kind depends on nothing that happens to another, so the verdict is the same as without. A worker is
deaf to the keyboard: who started it passes an interruption on, and the worker then answers with what it has.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import signal
import sys
import traceback
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING

from antichain.conformance.course import Course, Seat
from antichain.conformance.expected import told
from antichain.conformance.oracle import HarnessDefect
from antichain.conformance.watching import Silent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from multiprocessing.connection import Connection as Pipe
    from multiprocessing.process import BaseProcess
    from multiprocessing.synchronize import Semaphore

    from antichain.conformance.course import Launch
    from antichain.conformance.protocol import Kind
    from antichain.conformance.result import Part, Result
    from antichain.conformance.watching import Watcher

__all__ = ["parts_of"]

_PATIENCE = 10.0
"""Seconds that an interrupted worker may take to end its target and say what it has."""
_PR_SET_PDEATHSIG = 1


def parts_of(  # noqa: PLR0913, PLR0917 — what is judged, who watches, how, and where it goes
    launch: Launch, result: Result, names: Sequence[str], watcher: Watcher, jobs: int, parts: list[Part]
) -> None:
    """Let up to ``jobs`` workers judge the kinds; ``parts`` tell what came of it, also when cut short.

    Raises:
        OSError: the target cannot be started, or cannot be started twice.
        HarnessDefect: the oracles disagree.

    """
    kinds = list(result.selected())
    done: dict[Kind, Part] = {}
    # All are forked before anything is shown, since showing takes threads; of them so many are let work at a time.
    running = _started(launch, result, names, jobs)
    try:
        watcher.begin("all phases", f"{jobs} kinds at a time", len(kinds))
        while running:
            _collect(running, done, watcher, None)
    except KeyboardInterrupt:
        for _, worker in running.values():
            worker.terminate()
        with contextlib.suppress(KeyboardInterrupt):
            while running and _collect(running, done, watcher, _PATIENCE, cut_short=True):
                pass
        raise
    finally:
        for _, worker in running.values():
            worker.terminate()  # then it ends its target first
        for _, worker in running.values():
            worker.join(_PATIENCE)
            worker.kill()
            worker.join()
        parts += [done[kind] for kind, _ in kinds if kind in done]


def _started(launch: Launch, result: Result, names: Sequence[str], jobs: int) -> dict[Pipe, tuple[Kind, BaseProcess]]:
    # A process that is forked shares what has been enumerated; where forking is not safe, one is started anew.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    turns = context.Semaphore(jobs)
    running = {}
    for kind, _ in result.selected():
        ours, theirs = context.Pipe(duplex=False)
        worker = context.Process(  # type: ignore[attr-defined]  # every context has one
            target=_work, args=(theirs, turns, launch, result, kind, names)
        )
        try:
            worker.start()
        except (AttributeError, TypeError, ValueError) as why:  # whatever cannot be pickled says so in its own way
            message = f"it cannot be duplicated for several jobs, use --jobs 1: {why}"
            raise OSError(message) from why
        theirs.close()
        running[ours] = kind, worker
    return running


def _collect(
    running: dict[Pipe, tuple[Kind, BaseProcess]],
    done: dict[Kind, Part],
    watcher: Watcher,
    timeout: float | None,
    *,
    cut_short: bool = False,
) -> bool:
    """Take what workers have to say; return whether any of them said something, or ended, in time.

    One that is ``cut_short`` before its turn has nothing to say.
    """
    waited = set(wait(list(running), timeout))
    ready = [pipe for pipe in running if pipe in waited]
    for pipe in ready:
        kind, worker = running[pipe]
        try:
            said = pipe.recv()
        except EOFError:
            said = None if cut_short else HarnessDefect(f"the worker for {kind.value} ended without a word")
        worker.join()
        del running[pipe]
        pipe.close()
        if isinstance(said, BaseException):
            raise said
        if said is not None:
            done[kind] = said
            watcher.advance()
    return bool(ready)


def _work(  # noqa: PLR0913, PLR0917 — all that a course needs
    pipe: Pipe, turns: Semaphore, launch: Launch, result: Result, kind: Kind, names: Sequence[str]
) -> None:
    """Judge one kind in this process, and send what came of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _interrupt)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    with contextlib.suppress(KeyboardInterrupt):  # before anything was begun, or after all was said
        with turns:
            try:
                said: Part | Exception = _judged(launch, result, kind, names)
            except (OSError, HarnessDefect) as why:
                said = why
            except Exception as defect:  # noqa: BLE001 — told where it can be told
                place = traceback.extract_tb(defect.__traceback__)[-1]
                where = f"{Path(place.filename).name}:{place.lineno}"
                said = HarnessDefect(f"{type(defect).__name__}: {defect} ({where})")
        pipe.send(said)


def _interrupt(*_: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def _judged(launch: Launch, result: Result, kind: Kind, names: Iterable[str]) -> Part:
    seat = Seat(launch)
    course = Course(kind, result.hello, result.bounds.get(kind), result.plan, seat, Silent())
    try:
        for name in names:
            course.go_through(name)
        course.conclude()
    except KeyboardInterrupt:
        course.part.interrupted = True
    finally:
        seat.connection.close()
        course.close()
    course.part.findings = [told(finding) for finding in course.part.findings]
    return course.part
