"""Claims a later version of the protocol."""

from __future__ import annotations

from .honest import HELLO, Answer, Honest, Request


class SpeaksAnotherProtocol(Honest):
    def answer(self, request: Request) -> Answer:
        return {"ok": HELLO | {"protocol": 2}} if request["op"] == "hello" else super().answer(request)


if __name__ == "__main__":
    SpeaksAnotherProtocol().run()
