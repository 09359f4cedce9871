"""Prints a greeting on standard error, which is allowed."""

from __future__ import annotations

import sys

from .honest import Honest


class GreetsOnStandardError(Honest):
    def run(self) -> None:
        sys.stderr.write("Welcome to CounterServer 3000!\n")
        super().run()


if __name__ == "__main__":
    GreetsOnStandardError().run()
