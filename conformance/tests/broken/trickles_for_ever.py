"""Writes an answer that has no end, byte by byte, without any pause."""

from __future__ import annotations

from tests.broken.honest import Honest


class TricklesForEver(Honest):
    def write(self, line: bytes) -> None:
        super().write(line)
        while True:
            super().write(b" ")


if __name__ == "__main__":
    TricklesForEver().run()
