"""Runs a module in a program that answers first and commits a moment later."""

import runpy
import sys
from threading import Event
from typing import Any

from antichain.impl.writer import Writer

MOMENT = 0.1
"""What a slow disk takes."""


def hasty(self: Any, batch: Any) -> None:  # noqa: ANN401 — it is Writer's own method
    state = self._state
    self._db.execute("BEGIN IMMEDIATE")
    for job, future in batch:
        try:
            state, answer = job(self._db, state)
            future.set_result(answer)
        except Exception as failure:  # noqa: BLE001 — like the method that it replaces
            future.set_exception(failure)
    Event().wait(MOMENT)
    self._db.execute("COMMIT")
    self._state = state
    self._published(state)


if __name__ == "__main__":
    Writer._settle = hasty  # type: ignore[method-assign]  # noqa: SLF001 — that is what is broken
    module = sys.argv.pop(1)
    runpy.run_module(module, run_name="__main__")
