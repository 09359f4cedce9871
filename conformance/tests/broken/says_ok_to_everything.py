"""Answers every request with ok, also hello."""

from __future__ import annotations

from .honest import Answer, Honest, Request


class SaysOkToEverything(Honest):
    def answer(self, request: Request) -> Answer:
        del request
        return {"ok": None}


if __name__ == "__main__":
    SaysOkToEverything().run()
