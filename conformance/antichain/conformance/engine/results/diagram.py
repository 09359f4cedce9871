"""A case as a space-time diagram: lanes, points on them, and messages between points.

The points are numbered by the lines of the case file, so that each belongs to one request. The past of a point is the
set of points that ``causes`` reach.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta

from antichain.conformance.failures.failure import messages_used
from antichain.conformance.histories.replica_names import shown_name
from antichain.conformance.protocol import requests

if TYPE_CHECKING:
    from collections.abc import Iterable

    from antichain.conformance.cases.script import Script
    from antichain.conformance.protocol.requests import Request

__all__ = ["Arrow", "Diagram", "Point", "diagram"]

FIRST_LINE = 2
"""The line of the first request of a script in a case file; the line before it is hello."""

PointKind = Literal[
    "update", "send", "stamp", "receive", "read", "crash", "wipe", "backup", "restore", "clone", "retire", "join"
]


class Point(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One request at a replica, as a point on its lane."""

    line: Annotated[int, Meta(description="The line of the request in the transcript; it identifies the point.")]
    lane: Annotated[int, Meta(description="The number of the lane; the first is 0.")]
    kind: Annotated[PointKind, Meta(description="What happens at the point.")]
    label: Annotated[str, Meta(description="A few characters to write beside the point; perhaps empty.")] = ""
    event: Annotated[int, Meta(description="The event of the history that the point belongs to; 0 for none.")] = 0
    causes: Annotated[
        tuple[int, ...],
        Meta(
            description="The points directly before: the state that the replica had, and the point that a message or a "
            "copy comes from. The causal past of a point is all that is reached over causes."
        ),
    ] = ()


class Arrow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A message from one point to another, or one that no replica receives."""

    name: Annotated[str, Meta(description="The name of the message.")]
    source: Annotated[
        int, Meta(description="The point that sends it; 0 for a message that was constructed or loaded.", ge=0)
    ] = msgspec.field(name="from", default=0)
    to: Annotated[int, Meta(description="The point that receives it; 0 if no replica does.", ge=0)] = 0
    delta: Annotated[bool, Meta(description="Whether it is a delta, and not a full state.")] = False
    repeated: Annotated[bool, Meta(description="Whether the replica has received the same message before.")] = False
    lost: Annotated[bool, Meta(description="Whether no request of the case uses it.")] = False


class Diagram(msgspec.Struct, frozen=True, kw_only=True):
    """A space-time diagram, in the order of the requests."""

    lanes: Annotated[tuple[str, ...], Meta(description="The names of the replicas, in their form for people.")]
    points: Annotated[tuple[Point, ...], Meta(description="The points, in the order of time.")]
    messages: Annotated[tuple[Arrow, ...], Meta(description="The messages.")]
    focus: Annotated[tuple[int, ...], Meta(description="The points that the wrong answer is about.")]


def diagram(script: Script, place: int) -> Diagram:
    """Return the diagram of a script, up to and with the request at ``place``.

    >>> from antichain.conformance.cases.script import ScriptBuilder
    >>> from antichain.conformance.protocol.claims import Claim, Kind, Options
    >>> builder = ScriptBuilder(Claim(Kind.G_COUNTER, Options()), ["A", "B"])
    >>> for request in (requests.Increment("A"), requests.Send("A", "m"), requests.Receive("B", "m")):
    ...     place = builder.request(request)
    >>> drawn = diagram(builder.script(), place)
    >>> [(point.line, drawn.lanes[point.lane], point.kind, point.causes) for point in drawn.points]
    [(3, 'A', 'update', ()), (4, 'A', 'send', (3,)), (5, 'B', 'receive', (4,))]
    >>> [(arrow.name, arrow.source, arrow.to) for arrow in drawn.messages]
    [('m', 4, 5)]
    """
    drawing = _Drawing()
    for line, step in enumerate(script.steps[: place + 1], FIRST_LINE):
        drawing.add(line, step.request, step.event)
    used = {name for request in script.requests for name in messages_used(request)}
    return drawing.finished(used, script.requests[place], place + FIRST_LINE)


class _Drawing:
    """A diagram that grows by one request at a time."""

    def __init__(self) -> None:
        self.lanes: dict[str, int] = {}
        self.points: list[Point] = []
        self.arrows: list[Arrow] = []
        self.latest: dict[str, int] = {}
        """The last point of each replica; 0 where its state is new."""
        self.sent: dict[str, Arrow] = {}
        """The origin of each message, under each of its names."""
        self.backups: dict[str, int] = {}
        self.arrived: set[tuple[str, str]] = set()

    def add(self, line: int, request: Request, event: int) -> None:
        """Draw one request."""
        match request:
            case requests.Open(_, replicas):
                self.latest = {replica: 0 for replica in replicas if self._lane(replica) >= 0}
            case requests.Construct(message, _) | requests.Load(message, _):
                self.sent[message] = Arrow(name=message)
            case requests.Recode(message, as_):
                self.sent[as_] = self.sent.get(message, Arrow(name=message))
            case requests.Clone(replica, as_):
                self._point(line, as_, "clone", shown_name(replica), event, (self.latest.get(replica, 0),))
            case requests.Compare() | requests.Sort():
                pass
            case _:
                self._at(line, request, str(getattr(request, "replica", "")), event)

    def _at(self, line: int, request: Request, replica: str, event: int) -> None:
        own = (self.latest.get(replica, 0),)
        match request:
            case requests.Send(_, message, delta):
                self._point(line, replica, "send", message, event, own)
                self.sent[message] = Arrow(name=message, source=line, delta=delta)
            case requests.Stamp(_, message):
                self._point(line, replica, "stamp", message, event, own)
                self.sent[message] = Arrow(name=message, source=line)
            case requests.Receive(_, message):
                arrow = self.sent.get(message, Arrow(name=message))
                self._point(line, replica, "receive", message, event, (*own, arrow.source))
                again = (replica, arrow.name) in self.arrived
                self.arrived.add((replica, arrow.name))
                self.arrows.append(msgspec.structs.replace(arrow, to=line, repeated=again))
            case requests.Snapshot(_, snapshot):
                self.backups[snapshot] = own[0]
                self._point(line, replica, "backup", "", event, own)
            case requests.Restore(_, snapshot):
                self._point(line, replica, "restore", "", event, (self.backups.get(snapshot, 0),))
            case requests.Wipe() | requests.Join():
                self._point(line, replica, "wipe" if isinstance(request, requests.Wipe) else "join", "", event, ())
            case _:
                kind, label = _kind(request)
                self._point(line, replica, kind, label, event, own)

    def _point(  # noqa: PLR0913, PLR0917 — the fields of a point
        self, line: int, replica: str, kind: PointKind, label: str, event: int, causes: Iterable[int]
    ) -> None:
        lane = self._lane(replica)
        before = tuple(sorted({cause for cause in causes if cause}))
        self.points.append(Point(line=line, lane=lane, kind=kind, label=label, event=event, causes=before))
        self.latest[replica] = line

    def _lane(self, replica: str) -> int:
        return self.lanes.setdefault(replica, len(self.lanes))

    def finished(self, used: set[str], last: Request, line: int) -> Diagram:
        """Return the diagram; ``used`` are the names of all messages that the case uses."""
        lost = [
            msgspec.structs.replace(arrow, lost=True)
            for name, arrow in self.sent.items()
            if name == arrow.name and name not in used and arrow.source
        ]
        about = {self.sent[name].source for name in messages_used(last) if name in self.sent}
        at = {line} if self.points and self.points[-1].line == line else set()
        return Diagram(
            lanes=tuple(map(shown_name, self.lanes)),
            points=tuple(self.points),
            messages=tuple(sorted((*self.arrows, *lost), key=lambda arrow: (arrow.source, arrow.to))),
            focus=tuple(sorted((about - {0}) | at)),
        )


def _kind(request: Request) -> tuple[PointKind, str]:
    """Return the kind and the label of a point that continues its lane."""
    match request:
        case requests.Tick():
            return "update", ""
        case requests.Increment(_, by):
            return "update", f"+{by}"
        case requests.Decrement(_, by):
            return "update", f"−{by}"
        case requests.Crash(_, during):
            return "crash", _interrupted(during) if during else ""
    return ("retire" if isinstance(request, requests.Retire) else "read"), ""


def _interrupted(during: requests.During) -> str:
    """Return the label of a request that a crash interrupts."""
    if during.op == "receive":
        return str(during.message)
    return f"{'+' if during.op == 'increment' else '−'}{during.by}"
