"""Judge many libraries: each in a separate process, at fixed bounds, within a limit of seconds."""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import TYPE_CHECKING

from antichain.conformance.engine.check import check
from antichain.conformance.engine.config import CheckConfig
from antichain.conformance.engine.results.build import Origin, results_of
from antichain.conformance.engine.results.file import write
from antichain.conformance.phases.profiles import PROFILES
from antichain.conformance.survey.record import PROFILE, SEED, Record
from antichain.conformance.targets.resolve import StartError, greet, launch_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from antichain.conformance.targets.third_party.installation import ThirdParty

__all__ = ["command", "judge", "judge_all"]


_ANSWER = 20.0
"""Seconds that one answer may take; the limit is high, since a slow library is not a wrong one."""


def command(name: str) -> tuple[str, ...]:
    """Return the command that repeats the judgement of a library.

    >>> command("acme")
    ('antichain', 'check', 'acme', '--install', '--profile', 'gate', '--seed', '0')
    """
    return ("antichain", "check", name, "--install", "--profile", PROFILE.value, "--seed", str(SEED))


def judge(seconds: float, adapter: ThirdParty) -> Record:
    """Return the judgement of one installed library.

    Raises:
        KeyboardInterrupt: the check was interrupted.
        HarnessDefect: the oracles disagree.

    """
    begun = time.monotonic()
    record = partial(Record, name=adapter.name, version=adapter.version, limit=seconds)
    try:
        launch = launch_of(adapter.name, timeout=_ANSWER)
        hello = greet(launch)
        ready = time.monotonic() - begun
        config = CheckConfig(seed=SEED, bounds=PROFILES[PROFILE], profile=PROFILE, max_seconds=seconds)
        report = check(launch, hello, config)
    except (StartError, OSError) as why:
        return record(reason=str(why))
    if report.interrupted:
        raise KeyboardInterrupt
    results = write(results_of(report, Origin(argv=command(adapter.name)))).decode()
    return record(start_seconds=ready, seconds=time.monotonic() - begun, results=results)


def judge_all(adapters: Sequence[ThirdParty], seconds: float, jobs: int) -> Iterator[tuple[ThirdParty, Record]]:
    """Yield each library with its judgement, as soon as it is complete; up to ``jobs`` at a time.

    Raises:
        KeyboardInterrupt: the survey was interrupted; the yielded judgements are complete.
        HarnessDefect: the oracles disagree.

    """
    with ThreadPoolExecutor(jobs) as pool:
        running = {pool.submit(_judged_apart, seconds, adapter): adapter for adapter in adapters}
        try:
            for done in as_completed(running):
                yield running[done], done.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _judged_apart(seconds: float, adapter: ThirdParty) -> Record:
    """Return the judgement of one library by a separate process; its death ends no other judgement."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        try:
            return process.submit(judge, seconds, adapter).result()
        except BrokenProcessPool:
            reason = "the process that judged it was killed"
            return Record(name=adapter.name, version=adapter.version, limit=seconds, reason=reason)
