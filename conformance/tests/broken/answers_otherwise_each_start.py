"""Counts on from a file of its earlier start, so each start gives other answers."""

from __future__ import annotations

from pathlib import Path

from .honest import Answer, Honest, Request


class AnswersOtherwiseEachStart(Honest):
    def run(self) -> None:
        starts = Path("starts")
        before = starts.read_text() if starts.exists() else ""
        starts.write_text(before + "I")
        self.extra = len(before)
        super().run()

    def answer(self, request: Request) -> Answer:
        return {"ok": self.extra} if request["op"] == "value" else super().answer(request)


if __name__ == "__main__":
    AnswersOtherwiseEachStart().run()
