"""Rejects an amount with a text in Latin-1."""

from __future__ import annotations

from .honest import Answer, Honest


class WritesInvalidUtf8Later(Honest):
    def encoded(self, answer: Answer) -> bytes:
        line = super().encoded(answer)
        return line.replace(b'"reject"', b'"text": "ung\xfcltig", "reject"')


if __name__ == "__main__":
    WritesInvalidUtf8Later().run()
