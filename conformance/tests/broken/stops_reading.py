"""Answers three hellos, then neither reads nor writes."""

from __future__ import annotations

import json
import signal

from .honest import Honest


class StopsReading(Honest):
    def run(self) -> None:
        raw = open(0, "rb", buffering=0)  # noqa: SIM115 — it is never closed
        for _ in range(3):
            line = raw.readline()
            self.write(self.encoded({"id": json.loads(line)["id"]} | self.answer({"op": "hello"})))
        while True:
            signal.pause()


if __name__ == "__main__":
    StopsReading().run()
