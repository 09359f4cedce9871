"""The public API of antichain.impl: its names, its signatures, and what importing it loads."""

from __future__ import annotations

import subprocess
import sys
from inspect import signature

import pytest

import antichain.impl
from antichain.impl import Clock, Feed, GCounter, PNCounter

SIGNATURES: dict[type, list[str]] = {
    Clock: [
        "tick(self, replica: str) -> Clock",
        "advance(self, replica: str, by: int) -> Clock",
        "tick_delta(self, replica: str) -> Clock",
        "advance_delta(self, replica: str, by: int) -> Clock",
        "merge(self, other: Clock) -> Clock",
        "receive(self, other: Clock, replica: str) -> Clock",
        "compare(self, other: Clock) -> Order",
        "entries(self) -> dict[str, int]",
        "encode(self) -> bytes",
    ],
    Feed: [
        "post(self, author: str, text: str, key: str | None = None) -> Dot",
        "comment(self, post: Dot, author: str, text: str, key: str | None = None) -> Dot",
        "like(self, post: Dot, by: int = 1, key: str | None = None) -> Dot",
        "unlike(self, post: Dot, by: int = 1, key: str | None = None) -> Dot",
        "find(self, post: Dot) -> schemas.PostSeen",
        "value(self, post: Dot) -> int",
        "entries(self, post: Dot) -> dict[str, tuple[int, int]]",
        "explain(self, post: Dot) -> schemas.Explained",
        "posts(self) -> Iterator[schemas.PostSeen]",
        "comments(self, post: Dot) -> Iterator[schemas.CommentSeen]",
        "recent(self, limit: int = 20) -> list[schemas.UpdateSeen]",
        "state(self) -> schemas.State",
        "link(self, peer: str, *, cut: bool) -> list[PeerSeen]",
        "healthy(self) -> bool",
        "metrics(self) -> str",
        "wait_ready(self, seconds: float = 10.0) -> Self",
        "answer(self, ask: bytes) -> bytes",
        "export(self, ask: bytes = b) -> bytes",
        "deliver(self, answer: bytes) -> schemas.Taken",
        "close(self) -> None",
    ],
    GCounter: [
        "increment(self, replica: str, by: int = 1) -> GCounter",
        "increment_delta(self, replica: str, by: int = 1) -> GCounter",
        "merge(self, other: GCounter) -> GCounter",
        "entries(self) -> dict[str, int]",
        "encode(self) -> bytes",
    ],
    PNCounter: [
        "increment(self, replica: str, by: int = 1) -> PNCounter",
        "decrement(self, replica: str, by: int = 1) -> PNCounter",
        "increment_delta(self, replica: str, by: int = 1) -> PNCounter",
        "decrement_delta(self, replica: str, by: int = 1) -> PNCounter",
        "merge(self, other: PNCounter) -> PNCounter",
        "entries(self) -> dict[str, tuple[int, int]]",
        "encode(self) -> bytes",
    ],
}


def test_public_names_are_pinned() -> None:
    assert antichain.impl.__all__ == ["Clock", "Feed", "GCounter", "Order", "PNCounter", "Refused"]
    assert all(getattr(antichain.impl, name) is not None for name in antichain.impl.__all__)


@pytest.mark.parametrize("kind", [Clock, Feed, GCounter, PNCounter], ids=lambda kind: kind.__name__)
def test_public_signatures_are_pinned(kind: type) -> None:
    members = {name: member for name, member in vars(kind).items() if name[0] != "_" and callable(member)}
    assert [f"{name}{signature(member)}".replace("'", "") for name, member in members.items()] == SIGNATURES[kind]


def test_unknown_name_raises_with_the_public_names() -> None:
    with pytest.raises(AttributeError, match=r"no attribute 'Nope'; it has Clock, Feed"):
        antichain.impl.Nope  # noqa: B018 — the look-up is what is tested


def test_clock_import_loads_no_package_of_the_feed() -> None:
    program = "import sys; from antichain.impl import Clock; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()  # noqa: S603 — our own program
    assert not {"httpx2", "uvicorn", "starlette", "msgspec"} & set(loaded)
