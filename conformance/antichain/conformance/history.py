"""Histories on paper: one event a line, as JSON.

An update is ``{"replica":"A","do":"update"}``, of a counter by more than one ``{"replica":"A","do":"update","by":3}``;
a receive of the state that event 1 left behind is ``{"replica":"B","do":"receive","of":1}``. Events count from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import msgspec

from antichain.model.causality import CausalityGraph, Event

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["History", "read", "write"]


class _Line(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    replica: str
    do: Literal["update", "receive"]
    of: int | None = None
    by: int | None = None


@dataclass(frozen=True, slots=True)
class History:
    """Events, and by how much each counts on a counter: negative amounts are decrements, a receive counts nothing."""

    events: tuple[Event, ...]
    amounts: tuple[int, ...]


def write(events: Iterable[Event]) -> str:
    r"""Return a history as JSON lines.

    >>> print(write([Event("A"), Event("B", of=1)]))
    {"replica":"A","do":"update"}
    {"replica":"B","do":"receive","of":1}
    """
    lines = (_Line(event.replica, "update" if event.is_update else "receive", event.of) for event in events)
    return "\n".join(msgspec.json.encode(line).decode() for line in lines)


def read(text: str) -> History:
    r"""Return the history that JSON lines describe; blank lines are skipped.

    >>> read('{"replica":"A","do":"update","by":3}').amounts
    (3,)

    Raises:
        ValueError: a line is none; the message names its number.

    """
    lines: list[_Line] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                lines.append(_checked(msgspec.json.decode(line, type=_Line), len(lines) + 1))
            except (ValueError, UnicodeError) as wrong:
                message = f"line {number}: {wrong}: {line[:100]}"
                raise ValueError(message) from None
    if not lines:
        message = "it holds no event"
        raise ValueError(message)
    events = tuple(Event(line.replica, line.of) for line in lines)
    CausalityGraph(events)
    return History(events, tuple(0 if line.of else line.by or 1 for line in lines))


def _checked(line: _Line, number: int) -> _Line:
    if (line.do == "receive") != (line.of is not None):
        message = "a receive names in `of` the event whose state it takes in, and an update names none"
        raise ValueError(message)
    if line.of is not None and not 1 <= line.of < number:
        message = f"event {number} receives the state of event {line.of}; it must be one of the events before it"
        raise ValueError(message)
    if line.by == 0 or (line.by is not None and line.of is not None):
        message = "`by` is for updates, and not 0"
        raise ValueError(message)
    return line
