"""Reads one too many, but only in its second start and only once."""

from __future__ import annotations

from pathlib import Path

from .honest import Answer, Honest, Request


class CountsWronglyOnce(Honest):
    wrong = False

    def run(self) -> None:
        starts = Path("starts")
        before = starts.read_text() if starts.exists() else ""
        starts.write_text(before + "I")
        self.wrong = before == "I"
        super().run()

    def answer(self, request: Request) -> Answer:
        if self.wrong and request["op"] == "value" and len(self.states) == 3:
            self.wrong = False
            return {"ok": 1_000_000}
        return super().answer(request)


if __name__ == "__main__":
    CountsWronglyOnce().run()
