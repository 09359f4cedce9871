"""Claims a kind that the protocol does not have."""

from __future__ import annotations

from .honest import HELLO, Answer, Honest, Request


class ClaimsAnUnknownKind(Honest):
    def answer(self, request: Request) -> Answer:
        return {"ok": HELLO | {"kinds": {"g-spot-market": {}}}} if request["op"] == "hello" else super().answer(request)


if __name__ == "__main__":
    ClaimsAnUnknownKind().run()
