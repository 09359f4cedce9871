"""Reads its counter as words."""

from __future__ import annotations

from .honest import Answer, Honest, Request


class ReadsWords(Honest):
    def answer(self, request: Request) -> Answer:
        return {"ok": "three"} if request["op"] == "value" else super().answer(request)


if __name__ == "__main__":
    ReadsWords().run()
