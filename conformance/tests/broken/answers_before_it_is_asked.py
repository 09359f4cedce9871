"""Writes ten thousand answers before it reads a request."""

from __future__ import annotations

from .honest import Honest


class AnswersBeforeItIsAsked(Honest):
    def run(self) -> None:
        hello = self.encoded({"id": 1} | self.answer({"op": "hello"}))
        self.write(hello + b"".join(self.encoded({"id": number, "ok": None}) for number in range(2, 10_000)))
        super().run()


if __name__ == "__main__":
    AnswersBeforeItIsAsked().run()
