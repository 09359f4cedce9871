"""Writes 150 answers without reading a request, and then no other."""

from __future__ import annotations

import signal

from .honest import Honest


class AnswersWithoutReading(Honest):
    def run(self) -> None:
        hello = self.encoded({"id": 1} | self.answer({"op": "hello"}))
        self.write(hello + b"".join(self.encoded({"id": number, "ok": None}) for number in range(2, 151)))
        while True:
            signal.pause()


if __name__ == "__main__":
    AnswersWithoutReading().run()
