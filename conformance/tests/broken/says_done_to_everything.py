"""Introduces itself, and says ok to all the rest, also to unknown requests."""

from __future__ import annotations

from .honest import Answer, Honest, Request


class SaysDoneToEverything(Honest):
    def answer(self, request: Request) -> Answer:
        return super().answer(request) if request["op"] == "hello" else {"ok": None}


if __name__ == "__main__":
    SaysDoneToEverything().run()
