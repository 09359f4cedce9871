"""Writes each answer one byte at a time, with long pauses."""

from __future__ import annotations

import threading

from .honest import Honest


class AnswersByteByByte(Honest):
    pause = threading.Event()

    def write(self, line: bytes) -> None:
        if b"honest" in line:
            super().write(line)
            return
        for byte in line:
            super().write(bytes([byte]))
            self.pause.wait(0.05)


if __name__ == "__main__":
    AnswersByteByByte().run()
