"""Reads its counter as a truth value."""

from __future__ import annotations

from .honest import Answer, Honest, Request


class ReadsTruths(Honest):
    def answer(self, request: Request) -> Answer:
        return {"ok": True} if request["op"] == "value" else super().answer(request)


if __name__ == "__main__":
    ReadsTruths().run()
