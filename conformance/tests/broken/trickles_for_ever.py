"""Writes an answer without end, byte by byte and without pauses."""

from __future__ import annotations

from .honest import Honest


class TricklesForEver(Honest):
    def write(self, line: bytes) -> None:
        while b"honest" not in line:
            super().write(b" ")
        super().write(line)


if __name__ == "__main__":
    TricklesForEver().run()
