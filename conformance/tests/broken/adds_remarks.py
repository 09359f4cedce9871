"""Adds an unknown field to its answers."""

from __future__ import annotations

from .honest import Answer, Honest, Request


class AddsRemarks(Honest):
    def answer(self, request: Request) -> Answer:
        return super().answer(request) | ({"remark": "done"} if request["op"] == "value" else {})


if __name__ == "__main__":
    AddsRemarks().run()
