"""Answers rightly, but ends neither with its input nor when it is asked to."""

from __future__ import annotations

import signal

from .honest import Honest


class OutlivesItsInput(Honest):
    def run(self) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        super().run()
        while True:
            signal.pause()


if __name__ == "__main__":
    OutlivesItsInput().run()
