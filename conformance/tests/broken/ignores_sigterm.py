"""Hangs at the first message, and ignores SIGTERM."""

from __future__ import annotations

import signal

from .honest import Answer, Honest, Request


class IgnoresSigterm(Honest):
    def answer(self, request: Request) -> Answer:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        while request["op"] == "receive":
            signal.pause()
        return super().answer(request)


if __name__ == "__main__":
    IgnoresSigterm().run()
