"""Answers every send with bytes that are not requested."""

from __future__ import annotations

from .honest import Answer, Honest, Request


class SendsGreatBytes(Honest):
    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        return {"ok": {"bytes": "A" * 4_000_000}} if request["op"] == "send" else answer


if __name__ == "__main__":
    SendsGreatBytes().run()
