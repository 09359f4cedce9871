"""Offers a counter in hello, and answers all its verbs as unsupported."""

from __future__ import annotations

from .honest import Answer, Honest, Request


class OffersWhatItDoesNotDo(Honest):
    def answer(self, request: Request) -> Answer:
        return super().answer(request) if request["op"] == "hello" else {"unsupported": True}


if __name__ == "__main__":
    OffersWhatItDoesNotDo().run()
