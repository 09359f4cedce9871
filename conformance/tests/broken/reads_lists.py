"""Reads its counter as a list."""

from __future__ import annotations

from .honest import Answer, Honest, Request


class ReadsLists(Honest):
    def answer(self, request: Request) -> Answer:
        return {"ok": [3]} if request["op"] == "value" else super().answer(request)


if __name__ == "__main__":
    ReadsLists().run()
