"""Shows entries that are not numbers."""

from __future__ import annotations

from .honest import HELLO, Answer, Honest, Request


class HoldsWrongShapes(Honest):
    def answer(self, request: Request) -> Answer:
        if request["op"] == "hello":
            return {"ok": HELLO | {"kinds": {"g-counter": {"entries": True}}}}
        return {"ok": {"A": [1, 2, 3]}} if request["op"] == "entries" else super().answer(request)


if __name__ == "__main__":
    HoldsWrongShapes().run()
