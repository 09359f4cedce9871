"""Cuts request ids to 31 bits."""

from __future__ import annotations

from .honest import Answer, Honest


class KeepsSmallIdsOnly(Honest):
    def encoded(self, answer: Answer) -> bytes:
        return super().encoded(answer | {"id": answer["id"] & 0x7FFFFFFF})


if __name__ == "__main__":
    KeepsSmallIdsOnly().run()
