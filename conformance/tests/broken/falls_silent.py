"""Answers hello once, and no other request."""

from __future__ import annotations

import signal

from .honest import Honest


class FallsSilent(Honest):
    def write(self, line: bytes) -> None:
        super().write(line)
        while True:
            signal.pause()


if __name__ == "__main__":
    FallsSilent().run()
