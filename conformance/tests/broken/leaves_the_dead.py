"""Answers rightly, and leaves a zombie process without a parent."""

from __future__ import annotations

import os

from .honest import Honest


class LeavesTheDead(Honest):
    def run(self) -> None:
        theirs_is_over, held = os.pipe()
        child = os.fork()
        if child == 0:
            os.fork()
            os._exit(0)
        os.close(held)
        os.waitpid(child, 0)
        os.read(theirs_is_over, 1)
        super().run()


if __name__ == "__main__":
    LeavesTheDead().run()
