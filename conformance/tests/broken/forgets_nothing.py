"""Keeps its counts when a new history is opened."""

from __future__ import annotations

from .honest import Answer, Honest, Request


class ForgetsNothing(Honest):
    def answer(self, request: Request) -> Answer:
        if request["op"] == "open":
            self.states = {replica: self.states.get(replica, {}) for replica in request["replicas"]}
            return {"ok": None}
        return super().answer(request)


if __name__ == "__main__":
    ForgetsNothing().run()
