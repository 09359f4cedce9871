"""Answers hello, and every other request with ok, also unknown ones."""

from __future__ import annotations

from .honest import Answer, Honest, Request


class SaysDoneToEverything(Honest):
    def answer(self, request: Request) -> Answer:
        return super().answer(request) if request["op"] == "hello" else {"ok": None}


if __name__ == "__main__":
    SaysDoneToEverything().run()
