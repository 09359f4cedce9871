"""Several kinds at a time, each in a separate process with a separate target.

The runs of two kinds do not influence each other, so the verdict is the same as with one job. Workers ignore SIGINT;
the parent forwards an interrupt as SIGTERM, and the worker then sends the result that it has.
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

from antichain.conformance.engine.events import CaseRun, PhaseStarted, ignore
from antichain.conformance.engine.harness import HARNESS
from antichain.conformance.engine.kind_run import KindRun
from antichain.conformance.failures.expectation import detach
from antichain.conformance.oracle.cross_check import HarnessDefect
from antichain.conformance.transport.launch import TargetSlot

if TYPE_CHECKING:
    from multiprocessing.connection import Connection as Pipe
    from multiprocessing.process import BaseProcess
    from multiprocessing.synchronize import Semaphore

    from antichain.conformance.engine.config import Scope
    from antichain.conformance.engine.events import Listener
    from antichain.conformance.engine.kind_result import KindResult
    from antichain.conformance.protocol.claims import Claim, Kind
    from antichain.conformance.transport.launch import Launch

__all__ = ["parts_of"]

_PATIENCE = 10.0
"""Seconds in which an interrupted worker must end its target and send its result."""
_PR_SET_PDEATHSIG = 1


def parts_of(launch: Launch, scope: Scope, on_event: Listener, jobs: int) -> tuple[tuple[KindResult, ...], bool]:
    """Return the results of the kinds, from up to ``jobs`` workers at a time, and whether they were interrupted.

    Raises:
        OSError: the target cannot be started, or cannot be started twice.
        HarnessDefect: the oracles disagree.

    """
    claims = scope.selected
    interrupted = False
    done: dict[Kind, KindResult] = {}
    # All workers are forked before a progress bar starts threads; a semaphore lets ``jobs`` of them work at a time.
    running = _started(launch, scope, jobs)
    try:
        on_event(PhaseStarted("all phases", f"{jobs} kinds at a time", len(claims)))
        while running:
            _collect(running, done, on_event, None)
    except KeyboardInterrupt:
        interrupted = True
        for _, worker in running.values():
            worker.terminate()
        with contextlib.suppress(KeyboardInterrupt):
            while running and _collect(running, done, on_event, _PATIENCE, cut_short=True):
                pass
    finally:
        for _, worker in running.values():
            worker.terminate()  # so that it ends its target first
        for _, worker in running.values():
            worker.join(_PATIENCE)
            worker.kill()
            worker.join()
    return tuple(done[claim.kind] for claim in claims if claim.kind in done), interrupted


def _started(launch: Launch, scope: Scope, jobs: int) -> dict[Pipe, tuple[Kind, BaseProcess]]:
    # A forked process shares the enumerated histories; if forking is not safe, a new process starts.
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    turns = context.Semaphore(jobs)
    running = {}
    for claim in scope.selected:
        ours, theirs = context.Pipe(duplex=False)
        worker = context.Process(  # type: ignore[attr-defined]  # every context has this attribute
            target=_work, args=(theirs, turns, launch, scope, claim)
        )
        try:
            worker.start()
        except (AttributeError, TypeError, ValueError) as why:  # pickle raises errors of many types
            message = f"it cannot be duplicated for several jobs, use --jobs 1: {why}"
            raise OSError(message) from why
        theirs.close()
        running[ours] = claim.kind, worker
    return running


def _collect(
    running: dict[Pipe, tuple[Kind, BaseProcess]],
    done: dict[Kind, KindResult],
    on_event: Listener,
    timeout: float | None,
    *,
    cut_short: bool = False,
) -> bool:
    """Collect the messages of workers; return whether any worker sent a message, or ended, in time.

    A worker that is ``cut_short`` before its turn sends no message.
    """
    waited = set(wait(list(running), timeout))
    ready = [pipe for pipe in running if pipe in waited]
    for pipe in ready:
        kind, worker = running[pipe]
        try:
            said = pipe.recv()
        except EOFError:
            said = None if cut_short else HarnessDefect(f"the worker for {kind.value} ended without a result")
        worker.join()
        del running[pipe]
        pipe.close()
        if isinstance(said, BaseException):
            raise said
        if said is not None:
            done[kind] = said
            on_event(CaseRun())
    return bool(ready)


def _work(pipe: Pipe, turns: Semaphore, launch: Launch, scope: Scope, claim: Claim) -> None:
    """Judge one kind in this process, and send the result."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _interrupt)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    with contextlib.suppress(KeyboardInterrupt):  # before the first case, or after the last message
        with turns:
            try:
                said: KindResult | Exception = _judged(launch, scope, claim)
            except (OSError, HarnessDefect) as why:
                said = why
            except Exception as defect:  # noqa: BLE001 — the parent reports any error
                place = traceback.extract_tb(defect.__traceback__)[-1]
                where = f"{Path(place.filename).name}:{place.lineno}"
                said = HarnessDefect(f"{type(defect).__name__}: {defect} ({where})")
        pipe.send(said)


def _interrupt(*_: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def _judged(launch: Launch, scope: Scope, claim: Claim) -> KindResult:
    slot = TargetSlot(launch)
    kind_run = KindRun(claim, scope, slot, ignore)
    try:
        for phase in HARNESS.named(scope.config.names):
            kind_run.run_phase(phase)
        kind_run.finish()
    except KeyboardInterrupt:
        kind_run.part.interrupted = True
    finally:
        slot.connection.close()
        kind_run.close()
    kind_run.part.failures = [detach(failure) for failure in kind_run.part.failures]
    return kind_run.part
