"""Reads its counter as a fraction."""

from __future__ import annotations

from .honest import Answer, Honest, Request


class ReadsFractions(Honest):
    def answer(self, request: Request) -> Answer:
        return {"ok": 0.5} if request["op"] == "value" else super().answer(request)


if __name__ == "__main__":
    ReadsFractions().run()
