"""Answers rightly, and writes much text to standard error."""

from __future__ import annotations

import sys

from .honest import Answer, Honest, Request


class FloodsStandardError(Honest):
    def answer(self, request: Request) -> Answer:
        sys.stderr.write("DEBUG " * 20_000 + "\n")
        return super().answer(request)


if __name__ == "__main__":
    FloodsStandardError().run()
