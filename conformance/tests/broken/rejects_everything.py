"""Answers hello and bye, and rejects every other request."""

from __future__ import annotations

from .honest import Answer, Honest, Request


class RejectsEverything(Honest):
    def answer(self, request: Request) -> Answer:
        honest = super().answer(request)
        return honest if request["op"] in ("hello", "bye") or "unsupported" in honest else {"reject": "negative"}


if __name__ == "__main__":
    RejectsEverything().run()
