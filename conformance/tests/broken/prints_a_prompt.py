"""Prints a prompt before every answer."""

from __future__ import annotations

from .honest import Honest


class PrintsAPrompt(Honest):
    def write(self, line: bytes) -> None:
        super().write(b"> " + line)


if __name__ == "__main__":
    PrintsAPrompt().run()
