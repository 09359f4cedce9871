"""Writes its name in Latin-1."""

from __future__ import annotations

from .honest import Answer, Honest


class WritesInvalidUtf8(Honest):
    def encoded(self, answer: Answer) -> bytes:
        return super().encoded(answer).replace(b"honest", "h\xf6nest".encode("latin-1"))


if __name__ == "__main__":
    WritesInvalidUtf8().run()
