"""Writes an answer that has no end, byte by byte, without any pause."""

from __future__ import annotations

from .honest import Honest


class TricklesForEver(Honest):
    def write(self, line: bytes) -> None:
        while b"honest" not in line:
            super().write(b" ")
        super().write(line)


if __name__ == "__main__":
    TricklesForEver().run()
