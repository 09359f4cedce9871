"""Claims no kind."""

from __future__ import annotations

from .honest import HELLO, Answer, Honest, Request


class ClaimsNoKind(Honest):
    def answer(self, request: Request) -> Answer:
        return {"ok": HELLO | {"kinds": {}}} if request["op"] == "hello" else super().answer(request)


if __name__ == "__main__":
    ClaimsNoKind().run()
