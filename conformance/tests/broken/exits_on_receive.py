"""Exits at the first message that it receives."""

from __future__ import annotations

import sys

from .honest import Answer, Honest, Request


class ExitsOnReceive(Honest):
    def answer(self, request: Request) -> Answer:
        if request["op"] == "receive":
            sys.exit("what is this?")
        return super().answer(request)


if __name__ == "__main__":
    ExitsOnReceive().run()
