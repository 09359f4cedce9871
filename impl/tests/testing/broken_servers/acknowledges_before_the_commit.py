"""Runs a module in a program that answers first and commits a moment later."""

import runpy
import sys
from threading import Event
from typing import Any

from antichain.impl.feed.storage.group_commit import Outcome, Writer

MOMENT = 0.1
"""What a slow disk takes."""


def hasty(self: Any, batch: Any) -> None:  # noqa: ANN401 — it is Writer's own method
    state = self._state
    self._db.execute("BEGIN IMMEDIATE")
    for job, ticket, answers in batch:
        try:
            state, answer = job(self._rows, state)
            answers.settle([Outcome(ticket, answer, None)])
        except Exception as failure:  # noqa: BLE001 — like the method that it replaces
            answers.settle([Outcome(ticket, None, failure)])
    Event().wait(MOMENT)
    self._rows.write()
    self._db.execute("COMMIT")
    self._rows.committed()
    self._state = state
    self._published(state)


if __name__ == "__main__":
    Writer._settle = hasty  # type: ignore[method-assign]  # noqa: SLF001 — that is what is broken
    module = sys.argv.pop(1)
    runpy.run_module(module, run_name="__main__")
