"""The story on the page, one step at a time: the step, and the reading of each server by each rule.

Each round begins with a post and a cut; its moves follow. After the last step the story can be played again, on new
posts.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from antichain.conformance.commands.feed.demo.stage import RIVALS
from antichain.conformance.commands.feed.demo.story import Reading, story

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from antichain.conformance.commands.feed.demo.stage import Row, Stage
    from antichain.conformance.commands.feed.demo.story import Round
    from antichain.impl.feed.dots import Dot

__all__ = ["Steps", "remarks"]

RULES = {"article": "the article's rule", "last_writer": "last writer wins"}
"""The name of each rival rule on the page."""


@dataclass(frozen=True, slots=True)
class _Place:
    """The progress of the story."""

    made: int = 0
    """The number of steps made."""
    post: Dot | None = None
    """The post of the present round."""
    rows: Mapping[str, Row] = field(default_factory=dict)
    """The last row of each server in the present round."""


@dataclass(frozen=True, slots=True)
class _Step:
    """One step: its text on the page, and the change of the place."""

    round: Round
    label: str
    sentence: str
    make: Callable[[_Place], _Place]


class Steps:
    """The story as a list of steps, and the place in it; several threads make one step at a time."""

    def __init__(self, stage: Stage) -> None:
        """Play the story on ``stage``; nothing happens before the first step."""
        self._stage, self._lock, self._place = stage, Lock(), _Place()
        self._steps = [step for one in story(stage.names) for step in self._round(one)]

    def _round(self, one: Round) -> Iterator[_Step]:
        written = f"A writes a post on {self._stage.names[0]}, and it reaches every server."
        yield _Step(one, "post", written, partial(self._post, one))
        yield _Step(one, "cut", "All links are cut.", self._cut)
        for number, move in enumerate(one.moves):
            yield _Step(one, move.label, move.sentence, partial(self._move, one, number))

    def _post(self, one: Round, _: _Place) -> _Place:
        return _Place(post=self._stage.post(one))

    def _cut(self, place: _Place) -> _Place:
        self._stage.cut()
        return place

    def _move(self, one: Round, number: int, place: _Place) -> _Place:
        if place.post is None:
            return place
        rows = {row.server: row for row in self._stage.make(one, number, place.post)}
        return replace(place, rows={**place.rows, **rows})

    def next(self) -> dict[str, object]:
        """Make the next step, or the first one again after the last; return the data that the page shows.

        Raises:
            FeedError: a server ended, refused something, or disagrees with the others.

        """
        with self._lock:
            done = self._place.made % len(self._steps)
            self._place = replace(self._steps[done].make(self._place), made=done + 1)
            return self._shown()

    def shown(self) -> dict[str, object]:
        """Return the data that the page shows: the steps, how many are made, and what each server reads."""
        with self._lock:
            return self._shown()

    def _shown(self) -> dict[str, object]:
        place = self._place
        unread = Reading(0, (0,) * len(RIVALS))
        readings = [
            self._reading(name, row.modelled if row else unread, row.likes if row else 0)
            for name in (self._stage.names if place.made else ())
            for row in [place.rows.get(name)]
        ]
        return {
            "servers": self._stage.names,
            "steps": [
                {"round": step.round.summary, "label": step.label, "sentence": step.sentence} for step in self._steps
            ],
            "made": place.made,
            "post": place.post and str(place.post),
            "readings": readings,
            "remarks": remarks({name: row.modelled for name, row in place.rows.items()}),
        }

    def _reading(self, name: str, modelled: Reading, likes: int) -> dict[str, object]:
        return {"server": name, "truth": modelled.known, "feed": likes} | dict(zip(RIVALS, modelled.read, strict=True))


def remarks(readings: Mapping[str, Reading]) -> list[str]:
    """Return the rules that read a wrong number and their servers: one sentence for each mistake.

    >>> remarks({"S1": Reading(3, (4, 2)), "S2": Reading(3, (4, 2)), "S3": Reading(0, (0, 0))})
    ["S1, S2: the article's rule counts 1 like twice; last writer wins loses 1 like."]
    """
    servers: dict[str, list[str]] = {}
    for server, reading in readings.items():
        servers.setdefault(_mistakes(reading), []).append(server)
    return [f"{', '.join(names)}: {mistakes}." for mistakes, names in servers.items() if mistakes]


def _mistakes(reading: Reading) -> str:
    wrong = []
    for rule, read in zip(RIVALS, reading.read, strict=True):
        n = abs(read - reading.known)
        likes = f"{n} like" if n == 1 else f"{n} likes"
        if read > reading.known:
            wrong.append(f"{RULES[rule]} counts {likes} twice")
        elif read < reading.known:
            wrong.append(f"{RULES[rule]} loses {likes}")
    return "; ".join(wrong)
