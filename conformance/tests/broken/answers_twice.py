"""Answers every request twice."""

from __future__ import annotations

from .honest import Honest


class AnswersTwice(Honest):
    def write(self, line: bytes) -> None:
        super().write(line + line)


if __name__ == "__main__":
    AnswersTwice().run()
