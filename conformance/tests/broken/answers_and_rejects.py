"""Answers with a result and a reject at once."""

from __future__ import annotations

from .honest import Answer, Honest, Request


class AnswersAndRejects(Honest):
    def answer(self, request: Request) -> Answer:
        return super().answer(request) | ({"reject": "negative"} if request["op"] == "value" else {})


if __name__ == "__main__":
    AnswersAndRejects().run()
