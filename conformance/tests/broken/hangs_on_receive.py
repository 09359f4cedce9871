"""Hangs at the first message that it receives."""

from __future__ import annotations

import signal

from .honest import Answer, Honest, Request


class HangsOnReceive(Honest):
    def answer(self, request: Request) -> Answer:
        while request["op"] == "receive":
            signal.pause()
        return super().answer(request)


if __name__ == "__main__":
    HangsOnReceive().run()
