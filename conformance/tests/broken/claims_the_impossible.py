"""Claims an overflow without a maximum."""

from __future__ import annotations

from .honest import HELLO, Answer, Honest, Request


class ClaimsTheImpossible(Honest):
    def answer(self, request: Request) -> Answer:
        return (
            {"ok": HELLO | {"kinds": {"g-counter": {"overflow": "reject"}}}}
            if request["op"] == "hello"
            else super().answer(request)
        )


if __name__ == "__main__":
    ClaimsTheImpossible().run()
