"""Answers every update with null, but does nothing."""

from __future__ import annotations

from .honest import Answer, Honest, Request


class DoesNothing(Honest):
    def answer(self, request: Request) -> Answer:
        honest = super().answer(request)
        return honest if request["op"] == "hello" or "unsupported" in honest else {"ok": None}


if __name__ == "__main__":
    DoesNothing().run()
