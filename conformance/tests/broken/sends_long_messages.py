"""Sends 50 kilobytes with every state."""

from __future__ import annotations

from .honest import Answer, Honest, Request


class SendsLongMessages(Honest):
    def answer(self, request: Request) -> Answer:
        answer = super().answer(request)
        return {"ok": {"bytes": "A" * 50_000}} if request["op"] == "send" else answer


if __name__ == "__main__":
    SendsLongMessages().run()
