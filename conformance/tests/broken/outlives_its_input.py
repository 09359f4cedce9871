"""Answers rightly, but exits neither at the end of its input nor at bye."""

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
