"""Histories as JSON lines: one step on each line.

An update is ``{"replica":"A","do":"update"}``, of a counter by more than one ``{"replica":"A","do":"update","by":3}``;
a receive of the state that event 1 left behind is ``{"replica":"B","do":"receive","of":1}``. Events count from 1.

Fault steps are among them, and count as steps: ``{"replica":"A","do":"crash"}``, with ``"by":1`` in the middle of that
update; ``wipe``, ``retire`` and ``join`` have the same form. ``{"replica":"A","do":"restore","of":2}`` puts back the
state of A after step 2, 0 for the start; ``{"replica":"A","do":"clone","as":"C"}`` starts a copy of A as C.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import msgspec

from antichain.conformance.oracle.execution import Execution
from antichain.conformance.oracle.steps import FaultStep
from antichain.conformance.protocol.claims import Fault
from antichain.model.causality import Event

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["History", "read", "read_all", "write"]


class _Line(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    replica: str
    do: Literal["update", "receive", "crash", "wipe", "restore", "clone", "retire", "join"]
    of: int | None = None
    by: int | None = None
    as_: str = msgspec.field(name="as", default="")


@dataclass(frozen=True, slots=True)
class History:
    """Steps, and the amount of each on a counter: negative amounts are decrements, and a receive has amount 0."""

    events: tuple[Event | FaultStep, ...]
    amounts: tuple[int, ...]


def write(events: Iterable[Event | FaultStep]) -> str:
    r"""Return a history as JSON lines; updates count 1.

    >>> print(write([Event("A"), Event("B", of=1), FaultStep("A", Fault.WIPE)]))
    {"replica":"A","do":"update"}
    {"replica":"B","do":"receive","of":1}
    {"replica":"A","do":"wipe"}
    """
    return "\n".join(msgspec.json.encode(_written(event)).decode() for event in events)


def _written(event: Event | FaultStep) -> _Line:
    match event:
        case FaultStep(replica, fault, back, as_, during):
            of = back if fault is Fault.RESTORE else None
            return _Line(replica, fault.value, of, 1 if during else None, as_)
        case Event(replica, of):
            return _Line(replica, "update" if of is None else "receive", of)


def read(text: str) -> History:
    r"""Return the one history that JSON lines describe.

    >>> read('{"replica":"A","do":"update","by":3}').amounts
    (3,)

    Raises:
        ValueError: a line is not a step, or cannot come next; the message names its number. Or there are several.

    """
    first, *others = read_all(text)
    if others:
        message = f"it holds {len(others) + 1} histories, with a blank line between; expected one"
        raise ValueError(message)
    return first


def read_all(text: str) -> tuple[History, ...]:
    r"""Return the histories that JSON lines describe; a blank line ends a history.

    >>> update = '{"replica":"A","do":"update"}'
    >>> [len(history.events) for history in read_all(f"{update}\n{update}\n\n{update}\n")]
    [2, 1]

    Raises:
        ValueError: a line is not a step, or cannot come next; the message names its number. Or there is no history.

    """
    histories: list[History] = []
    execution = Execution()
    amounts: list[int] = []
    for number, line in enumerate((*text.splitlines(), ""), 1):
        if line.strip():
            execution = _extended(execution, line, number)
            amounts.append(_amount(line) if execution.events[-1].is_update else 0)
        elif amounts:
            histories.append(History(execution.events, tuple(amounts)))
            execution, amounts = Execution(), []
    if not histories:
        message = "it holds no event"
        raise ValueError(message)
    return tuple(histories)


def _extended(execution: Execution, line: str, number: int) -> Execution:
    """Return the execution and the step that a line describes; ``number`` is that of the line, for the message."""
    try:
        written = _checked(msgspec.json.decode(line, type=_Line), len(execution.events) + 1)
        return execution.extend(_step(written))
    except (ValueError, UnicodeError) as wrong:
        message = f"line {number}: {wrong}: {line[:100]}"
        raise ValueError(message) from None


def _amount(line: str) -> int:
    return msgspec.json.decode(line, type=_Line).by or 1


def _step(line: _Line) -> Event | FaultStep:
    if line.do in ("update", "receive"):
        return Event(line.replica, line.of)
    return FaultStep(line.replica, Fault(line.do), line.of or 0, line.as_, during=line.by is not None)


def _checked(line: _Line, number: int) -> _Line:
    if (line.do in ("receive", "restore")) != (line.of is not None):
        message = "`of` names the event whose state a receive joins, or the step to which a restore returns"
        raise ValueError(message)
    if line.do == "receive" and line.of is not None and not 1 <= line.of < number:
        message = f"event {number} receives the state of event {line.of}; it must be one of the events before it"
        raise ValueError(message)
    if line.by == 0 or (line.by is not None and line.do not in ("update", "crash")):
        message = "`by` is for updates, and for a crash in the middle of one, and not 0"
        raise ValueError(message)
    if (line.do == "clone") != bool(line.as_):
        message = "`as` is for a clone, and says under which name it starts"
        raise ValueError(message)
    return line
