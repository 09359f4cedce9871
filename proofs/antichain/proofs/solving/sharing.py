"""Asking a judge many questions: each distinct one once, in as many processes as there are processors.

Two obligations are the same question when their texts differ in comments alone, such as their names. Questions are
answered in the order in which they come, while later ones are still being written.
"""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from queue import SimpleQueue
from typing import TYPE_CHECKING, Self

from antichain.proofs.solving.judges import Z3, Answer, Cvc5, OldZ3, Process

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType

    from antichain.proofs.solving.judges import Judge

__all__ = ["QuestionPool", "bare", "processors", "warm"]

_MOST = 8
"""Processes of one solver: more would wait for the one that writes the questions."""


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def bare(text: str) -> str:
    r"""Return a question without its comments.

    >>> bare("; B7\n(check-sat)\n")
    '(check-sat)'
    """
    return "\n".join(line for line in text.splitlines() if not line.startswith(";"))


@cache
def _processes(solver: str) -> tuple[Process, ...]:
    return tuple(Process(solver) for _ in range(min(_MOST, processors())))


@cache
def _free(solver: str) -> SimpleQueue[Process]:
    """Return the processes of a solver that answer no question now; all pools of this solver share them."""
    free: SimpleQueue[Process] = SimpleQueue()
    for each in _processes(solver):
        free.put(each)
    return free


def warm(judges: Iterable[Judge]) -> None:
    """Start the processes of these judges, without waiting until they are ready."""
    for judge in judges:
        if type(judge) in {Z3, Cvc5} and judge.version() is not None:
            for each in _processes(judge.name):
                each.start()


class QuestionPool:
    """Questions to one judge, answered at the same time; an answer that is known is not asked for again.

    z3 and cvc5 run in separate processes. Any other judge, and each judge with ``few`` questions, is asked in
    this process.
    """

    def __init__(self, judge: Judge, *, few: bool = False) -> None:
        """Take the judge; with ``few`` questions it answers each before the next is put."""
        self.judge = judge
        self._answers: dict[tuple[str, int], Future[Answer]] = {}
        self._threads: ThreadPoolExecutor | None = None
        if not few and type(judge) in {Z3, Cvc5, OldZ3}:
            self._threads = ThreadPoolExecutor(min(_MOST, processors()))

    def __enter__(self) -> Self:
        """Return the pool."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wait for the questions that are being answered, and drop the others."""
        del kind, error, trace
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)

    def put(self, text: str, seed: int = 0) -> Future[Answer]:
        """Return the answer to come."""
        key = (bare(text), seed)
        if key not in self._answers:
            self._answers[key] = self._asked(text, seed)
        return self._answers[key]

    def _asked(self, text: str, seed: int) -> Future[Answer]:
        if self._threads is not None:
            return self._threads.submit(self._answer, text, seed)
        answered: Future[Answer] = Future()
        answered.set_result(self.judge.ask(text, seed))
        return answered

    def _answer(self, text: str, seed: int) -> Answer:
        judge = self.judge
        if not isinstance(judge, (Z3, Cvc5)):
            return judge.ask(text, seed)
        free = _free(judge.name)
        process = free.get()
        try:
            return judge.ask_in(process, text, seed)
        finally:
            free.put(process)
