"""Has escape sequences of a terminal in its name and in its errors."""

from __future__ import annotations

from .honest import HELLO, Answer, Honest, Request


class WritesEscapeCodes(Honest):
    def answer(self, request: Request) -> Answer:
        if request["op"] == "hello":
            return {"ok": HELLO | {"name": "\x1b[2J\x1b[31mall green\x1b[0m"}}
        return {"error": "\x1b[32mCONFORMANT\x1b[0m\r"} if request["op"] == "value" else super().answer(request)


if __name__ == "__main__":
    WritesEscapeCodes().run()
