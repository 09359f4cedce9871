"""Exits after its fiftieth answer."""

from __future__ import annotations

import sys

from .honest import Answer, Honest, Request


class ExitsInTheMiddle(Honest):
    asked = 0

    def answer(self, request: Request) -> Answer:
        self.asked += 1
        if self.asked > 50:
            sys.exit("out of paper")
        return super().answer(request)


if __name__ == "__main__":
    ExitsInTheMiddle().run()
