"""The article's story: the moves on each server, and the value that each rule of merging reads after each move.

In the first round each user likes once while the servers are cut off from each other. Then the servers sync, and the
article's rule is right. In the second round one like travels before the next likes are made, and the rule counts it
twice.

>>> from antichain.model.designs import ARTICLE, LAST_WRITER
>>> rounds = story(["S1", "S2"])
>>> [readings(one, ["S1", "S2"], [ARTICLE, LAST_WRITER])[-2]["S2"] for one in rounds]
[Reading(known=1, read=(1, 1)), Reading(known=3, read=(4, 2))]
>>> [readings(one, ["S1", "S2"], [ARTICLE, LAST_WRITER])[-1]["S1"] for one in rounds]
[Reading(known=2, read=(2, 1)), Reading(known=3, read=(4, 2))]
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Any

from antichain.model.causality import Event
from antichain.model.system import run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from antichain.model.system import Design

__all__ = ["Move", "Reading", "Round", "history", "readings", "story"]


@dataclass(frozen=True, slots=True)
class Move:
    """One move: a like on one server, one message to another, or the healing of all links."""

    label: str
    """The move in a few words."""
    like: str | None = None
    """The server on which a user likes the post."""
    message: tuple[str, str] | None = None
    """The servers from which and to which one message travels."""
    heal: bool = False
    """Whether all links are healed, so that every server receives from every other."""

    @property
    def sentence(self) -> str:
        """The move in one sentence, without the word *sync*."""
        if self.message:
            sender, receiver = self.message
            return f"One message gets through: {receiver} receives what {sender} has."
        if self.heal:
            return "The links heal, and every server receives what the others have."
        return f"A reader likes the post on {self.like}."

    def touched(self, servers: Sequence[str]) -> tuple[str, ...]:
        """Return the servers whose value the move may change."""
        if self.heal:
            return tuple(servers)
        return tuple(name for name in (self.like, self.message and self.message[1]) if name)


@dataclass(frozen=True, slots=True)
class Round:
    """Moves that begin with a new post, which every server has, and with every link cut."""

    title: str
    summary: str
    """The round in one line."""
    text: str
    """The text of its post."""
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading of a server after a move."""

    known: int
    """The number of likes in its causal past, which is the right value."""
    read: tuple[int, ...]
    """The value that each rule reads."""


def story(servers: Sequence[str]) -> tuple[Round, Round]:
    """Return both rounds, for two servers or more."""
    first, second, *_ = servers
    people = [chr(ord("B") + i) for i in range(len(servers))]
    likes = [Move(f"{user} likes on {server}", like=server) for user, server in zip(people, servers, strict=True)]
    return (
        Round(
            "the article",
            "on each server a reader likes the post, while all links are cut",
            "Who likes this post?",
            (*likes, Move("heal: all sync", heal=True)),
        ),
        Round(
            "and on",
            "one message gets through, and then readers like the post again",
            "And who likes this one?",
            (
                Move(f"like on {first}", like=first),
                Move(f"sync {first} to {second}", message=(first, second)),
                Move(f"like on {first}", like=first),
                Move(f"like on {second}", like=second),
                Move(f"sync {first} to {second}", message=(first, second)),
                Move("heal: all sync", heal=True),
            ),
        ),
    )


def history(moves: Sequence[Move], servers: Sequence[str]) -> list[Event]:
    """Return the moves as events of the model: each sync receives the state of its sender's last event.

    >>> history([Move("", like="A"), Move("", message=("A", "B"))], "AB")
    [Event(replica='A', of=None), Event(replica='B', of=1)]
    """
    events: list[Event] = []
    for move in moves:
        last = {event.replica: number for number, event in enumerate(events, 1)}
        pairs = permutations(servers, 2) if move.heal else [move.message] if move.message else []
        events += [Event(move.like)] if move.like else []
        events += [Event(receiver, of=last[sender]) for sender, receiver in pairs if sender in last]
    return events


def readings(one: Round, servers: Sequence[str], designs: Sequence[Design[Any]]) -> list[dict[str, Reading]]:
    """Return, for each move of a round, the reading of each server by each design, and the right value."""
    found = []
    for number in range(1, len(one.moves) + 1):
        events = history(one.moves[:number], servers)
        after = [run(design, servers, events) for design in designs]
        found.append(
            {
                server: Reading(
                    len(after[0][server].dots),
                    tuple(design.value(at[server].state) for design, at in zip(designs, after, strict=True)),
                )
                for server in servers
            }
        )
    return found
