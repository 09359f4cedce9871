"""Has markup in its name and in its errors."""

from __future__ import annotations

from .honest import HELLO, Answer, Honest, Request


class WritesMarkup(Honest):
    def answer(self, request: Request) -> Answer:
        if request["op"] == "hello":
            return {"ok": HELLO | {"name": "[/bold][link=x]"}}
        return {"error": "[/red] [green]ok"} if request["op"] == "value" else super().answer(request)


if __name__ == "__main__":
    WritesMarkup().run()
