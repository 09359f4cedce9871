"""Answers with a line of 100 MB."""

from __future__ import annotations

from .honest import Honest


class WritesAnEndlessLine(Honest):
    def write(self, line: bytes) -> None:
        for _ in range(100):
            super().write(b" " * 1_000_000)
        super().write(line)


if __name__ == "__main__":
    WritesAnEndlessLine().run()
