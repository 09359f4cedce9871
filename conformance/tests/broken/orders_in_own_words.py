"""Compares in words that the protocol does not have."""

from __future__ import annotations

from .honest import HELLO, Answer, Honest, Request


class OrdersInOwnWords(Honest):
    def answer(self, request: Request) -> Answer:
        match request["op"]:
            case "hello":
                return {"ok": HELLO | {"kinds": {"version-vector": {}}}}
            case "compare":
                return {"ok": "happens-before"}
            case "event" | "stamp":
                return {"ok": None}
        return super().answer(request)


if __name__ == "__main__":
    OrdersInOwnWords().run()
