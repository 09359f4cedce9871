"""Answers with a hundred thousand nested lists."""

from __future__ import annotations

from .honest import Answer, Honest


class NestsAHundredThousandLists(Honest):
    def encoded(self, answer: Answer) -> bytes:
        return super().encoded(answer).replace(b"null", b"[" * 100_000 + b"]" * 100_000)


if __name__ == "__main__":
    NestsAHundredThousandLists().run()
