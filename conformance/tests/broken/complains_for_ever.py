"""Writes to standard error without end instead of answering the first message."""

from __future__ import annotations

import os

from .honest import Answer, Honest, Request


class ComplainsForEver(Honest):
    def answer(self, request: Request) -> Answer:
        while request["op"] == "receive":
            os.write(2, b"still working on it\n" * 3000)
        return super().answer(request)


if __name__ == "__main__":
    ComplainsForEver().run()
