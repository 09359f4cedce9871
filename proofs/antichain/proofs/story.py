"""A failing history as a story: requests to a target, in the words of the harness's protocol."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from antichain.proofs.search import Move

__all__ = ["Story", "counted"]

_REPLICAS = ("A", "B")


@dataclass(frozen=True, slots=True)
class Story:
    """A history as requests to a target; the last one answers ``read`` where ``truth`` was due."""

    kind: str
    requests: tuple[dict[str, Any], ...]
    read: Any
    truth: Any
    steps: int
    """How many updates, receives and faults it has."""

    def as_json(self) -> dict[str, Any]:
        """Return the story for machines."""
        return {
            "kind": self.kind,
            "replicas": sorted({*_REPLICAS, *(r["replica"] for r in self.requests if "replica" in r)}),
            "requests": list(self.requests),
            "expected": self.truth,
            "answered": self.read,
        }

    def in_words(self) -> str:
        """Return the story as one line."""
        return "; ".join(filter(None, map(_in_words, self.requests)))


_WORDS = {
    "increment": "{replica}+{by}",
    "send": "{replica}>{message}",
    "receive": "{replica}<{message}",
    "compare": "{left} ? {right}",
    "construct": "{message} = {entries}",
    "stamp": "",
}


def _in_words(request: dict[str, Any]) -> str:
    shown = {**request, "by": f"({request['by']})" if request.get("by", 0) < 0 else request.get("by")}
    mark = "Δ" if request.get("delta") else ""
    return _WORDS.get(request["op"], "{op} {replica}").format(**shown).replace(">", f">{mark}")


def counted(moves: tuple[Move, ...], read: int, truth: int) -> Story:
    """Return a history of a counter: a state that is received later is exported where it was left."""
    wanted = {move.of for move in moves if move.of}
    requests: list[dict[str, Any]] = []
    left = 0
    for move in moves:
        match move.op:
            case "increment":
                requests.append({"op": "increment", "replica": move.replica, "by": move.by})
            case "receive" | "receive delta":
                requests.append({"op": "receive", "replica": move.replica, "message": f"m{move.of}"})
            case _:
                requests.append({"op": move.op, "replica": move.replica})
        if move.op in {"increment", "receive", "receive delta"}:
            left += 1
            if left in wanted:
                delta = any(each.of == left and each.op == "receive delta" for each in moves)
                send = {"op": "send", "replica": move.replica, "message": f"m{left}"}
                requests.append({**send, "delta": True} if delta else send)
    reader = moves[-1].replica
    return Story("g-counter", (*requests, {"op": "value", "replica": reader}), read, truth, len(moves))
