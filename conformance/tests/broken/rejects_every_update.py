"""Rejects every update, so it never reads a wrong value."""

from __future__ import annotations

from .honest import Answer, Honest, Request


class RejectsEveryUpdate(Honest):
    def answer(self, request: Request) -> Answer:
        return {"reject": "negative"} if request["op"] == "increment" else super().answer(request)


if __name__ == "__main__":
    RejectsEveryUpdate().run()
