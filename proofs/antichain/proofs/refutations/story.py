"""A failing history as requests to a target, in the protocol of the harness."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from antichain.proofs.refutations.search import Move

__all__ = ["Story", "counted"]

_REPLICAS = ("A", "B")


@dataclass(frozen=True, slots=True)
class Story:
    """A history as requests to a target; the answer to the last one is ``read``, and ``truth`` is right."""

    kind: str
    requests: tuple[dict[str, Any], ...]
    read: Any
    truth: Any
    steps: int
    """The number of its updates, receives and faults."""
    history: tuple[dict[str, Any], ...] = ()
    """Its updates and receives as the lines that ``antichain check --history`` reads; none where it has other steps."""

    def as_json(self) -> dict[str, Any]:
        """Return the story as JSON data."""
        return {
            "kind": self.kind,
            "replicas": sorted({*_REPLICAS, *(r["replica"] for r in self.requests if "replica" in r)}),
            "requests": list(self.requests),
            "history": list(self.history),
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
    """Return a history of a counter: a state that is received later is exported after its event."""
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
    asked = (*requests, {"op": "value", "replica": reader})
    return Story("g-counter", asked, read, truth, len(moves), _on_paper(moves))


def _on_paper(moves: tuple[Move, ...]) -> tuple[dict[str, Any], ...]:
    """Return the moves as events of a history file; empty if one is not a legal update or a full receive."""
    lines = []
    for move in moves:
        match move.op:
            case "increment" if move.by > 0:
                by = {"by": move.by} if move.by != 1 else {}
                lines.append({"replica": move.replica, "do": "update", **by})
            case "receive":
                lines.append({"replica": move.replica, "do": "receive", "of": move.of})
            case _:
                return ()
    return tuple(lines)
