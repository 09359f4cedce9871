"""Answers the second hello differently."""

from __future__ import annotations

from .honest import HELLO, Answer, Honest, Request


class IntroducesItselfOtherwise(Honest):
    hellos = 0

    def answer(self, request: Request) -> Answer:
        self.hellos += request["op"] == "hello"
        return {"ok": HELLO | {"version": str(self.hellos)}} if request["op"] == "hello" else super().answer(request)


if __name__ == "__main__":
    IntroducesItselfOtherwise().run()
