"""Numbers its answers from 0 instead of copying the ids of the requests."""

from __future__ import annotations

from .honest import Answer, Honest


class AnswersTheWrongId(Honest):
    asked = -1

    def encoded(self, answer: Answer) -> bytes:
        self.asked += 1
        return super().encoded(answer | {"id": self.asked})


if __name__ == "__main__":
    AnswersTheWrongId().run()
