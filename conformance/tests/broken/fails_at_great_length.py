"""Answers hello, and every other request with an error of a million words."""

from __future__ import annotations

from .honest import Answer, Honest, Request


class FailsAtGreatLength(Honest):
    def answer(self, request: Request) -> Answer:
        return super().answer(request) if request["op"] in ("hello", "bye") else {"error": "no " * 1_000_000}


if __name__ == "__main__":
    FailsAtGreatLength().run()
