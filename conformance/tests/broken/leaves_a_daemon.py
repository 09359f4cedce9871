"""Exits, and leaves a daemon in another session that keeps the pipes open."""

from __future__ import annotations

import os
import signal

from .honest import Answer, Honest, Request


class LeavesADaemon(Honest):
    def answer(self, request: Request) -> Answer:
        if request["op"] == "receive":
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    signal.signal(signal.SIGHUP, signal.SIG_IGN)
                    while True:
                        signal.pause()
            os._exit(0)
        return super().answer(request)


if __name__ == "__main__":
    LeavesADaemon().run()
