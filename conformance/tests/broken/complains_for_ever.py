"""Never answers the first message, and writes to standard error without end."""

from __future__ import annotations

import sys

from tests.broken.honest import Answer, Honest, Request


class ComplainsForEver(Honest):
    def answer(self, request: Request) -> Answer:
        while request["op"] == "receive":
            sys.stderr.write("still working on it\n" * 1000)
        return super().answer(request)


if __name__ == "__main__":
    ComplainsForEver().run()
