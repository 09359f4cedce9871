"""Answers each open twice."""

from __future__ import annotations

from .honest import Answer, Honest, Request


class AnswersOpenTwice(Honest):
    def answer(self, request: Request) -> Answer:
        if request["op"] == "open":
            self.write(self.encoded({"id": request["id"], "ok": None}))
        return super().answer(request)


if __name__ == "__main__":
    AnswersOpenTwice().run()
