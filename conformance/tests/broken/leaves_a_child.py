"""Exits, and leaves a child that keeps the pipes open."""

from __future__ import annotations

import os
import signal

from .honest import Answer, Honest, Request


class LeavesAChild(Honest):
    def answer(self, request: Request) -> Answer:
        if request["op"] == "receive":
            if os.fork() == 0:
                while True:
                    signal.pause()
            os._exit(0)
        return super().answer(request)


if __name__ == "__main__":
    LeavesAChild().run()
