"""Answers hello, and every other request with an error."""

from __future__ import annotations

from .honest import Answer, Honest, Request


class FailsAtEverything(Honest):
    def answer(self, request: Request) -> Answer:
        honest = super().answer(request)
        return honest if request["op"] == "hello" or "unsupported" in honest else {"error": "NullPointerException"}


if __name__ == "__main__":
    FailsAtEverything().run()
