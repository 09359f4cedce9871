"""Kills itself by a signal at the first message that it receives."""

from __future__ import annotations

import os
import signal

from .honest import Answer, Honest, Request


class KillsItself(Honest):
    def answer(self, request: Request) -> Answer:
        if request["op"] == "receive":
            os.kill(os.getpid(), signal.SIGKILL)
        return super().answer(request)


if __name__ == "__main__":
    KillsItself().run()
