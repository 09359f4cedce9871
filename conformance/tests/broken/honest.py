"""An honest g-counter in plain Python; each of its neighbours deviates from it in one way.

python -m broken.honest
"""

from __future__ import annotations

import json
import sys
from typing import Any

HELLO = {"protocol": 1, "name": "honest", "kinds": {"g-counter": {}}}
Request = dict[str, Any]
Answer = dict[str, Any]


class Honest:
    """Answers requests in turn; a state holds the count of each replica."""

    def __init__(self) -> None:
        self.states: dict[str, dict[str, int]] = {}
        self.messages: dict[str, dict[str, int]] = {}

    def run(self) -> None:
        """Answer until ``bye`` or the end of input."""
        for line in sys.stdin.buffer:
            request = json.loads(line)
            self.write(self.encoded({"id": request["id"]} | self.answer(request)))
            if request["op"] == "bye":
                return

    def encoded(self, answer: Answer) -> bytes:
        """Return the line of an answer."""
        return json.dumps(answer).encode() + b"\n"

    def write(self, line: bytes) -> None:
        """Write a line, and keep none back."""
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()

    def answer(self, request: Request) -> Answer:  # noqa: PLR0911 — one for each verb
        """Execute the request, and return the answer without its id."""
        match request:
            case {"op": "hello"}:
                return {"ok": HELLO}
            case {"op": "bye"}:
                return {"ok": None}
            case {"op": "open", "replicas": replicas}:
                self.states = {replica: {} for replica in replicas}
                self.messages = {}
                return {"ok": None}
            case {"op": "increment", "replica": replica, "by": by}:
                return self.increment(replica, int(by) if isinstance(by, str) else by)
            case {"op": "value", "replica": replica}:
                return {"ok": str(sum(self.states[replica].values()))}
            case {"op": "send", "replica": replica, "message": message}:
                self.messages[message] = dict(self.states[replica])
                return {"ok": None}
            case {"op": "receive", "replica": replica, "message": message}:
                mine, theirs = self.states[replica], self.messages[message]
                self.states[replica] = {r: max(mine.get(r, 0), theirs.get(r, 0)) for r in mine | theirs}
                return {"ok": None}
        return {"unsupported": True}

    def increment(self, replica: str, by: float) -> Answer:
        """Count up, but by whole numbers only."""
        if not isinstance(by, int):
            return {"reject": "not-an-integer"}
        if by < 0:
            return {"reject": "negative"}
        self.states[replica][replica] = self.states[replica].get(replica, 0) + by
        return {"ok": None}


if __name__ == "__main__":
    Honest().run()
