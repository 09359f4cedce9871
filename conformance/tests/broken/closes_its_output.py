"""Closes its output at the first message, and runs on."""

from __future__ import annotations

import os
import signal

from .honest import Answer, Honest, Request


class ClosesItsOutput(Honest):
    def answer(self, request: Request) -> Answer:
        if request["op"] == "receive":
            os.close(1)
            while True:
                signal.pause()
        return super().answer(request)


if __name__ == "__main__":
    ClosesItsOutput().run()
