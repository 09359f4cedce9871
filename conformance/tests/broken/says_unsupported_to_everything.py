"""Answers every request as unsupported, also hello."""

from __future__ import annotations

from .honest import Answer, Honest, Request


class SaysUnsupportedToEverything(Honest):
    def answer(self, request: Request) -> Answer:
        del request
        return {"unsupported": True}


if __name__ == "__main__":
    SaysUnsupportedToEverything().run()
