"""Published libraries side by side: each in a separate process, in its language, on the same data.

The adapters of `antichain survey` run as they are. Besides the verbs of the protocol they have `repeat`, which answers
requests repeatedly inside the process, so that no pipe is measured. The benchmark subtracts the time of a request that
does nothing in the same adapter. The rest is the time of the library and of the adapter's work for it: copies if a
library changes states in place, and names of replicas in the library's form.

The size is the number of replicas that a replica knows. *Tick* and *increment* are its own updates. *Merge* receives a
message of another replica with the same updates and one more; each message is received once. *Compare* asks for before,
after, concurrent and equal in turn. *Value* reads a counter. *Bytes* is the size of a message.

Each library takes turns with `antichain.impl`; the best turn of each counts.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import libraries_picture

import antichain
from antichain.conformance.protocol.claims import Kind
from antichain.conformance.targets.registry import SHIPPED, ThirdParty

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["Measured", "measured", "table"]

SIZES = 10, 100
TURNS = 7
TURN_SECONDS = 0.01
WARM_UP_SECONDS = 0.15
"""Seconds for which each operation runs first, so that a just-in-time compiler has seen it."""
MOST_MESSAGES = 200
MOST_TIMES = 5000
IDLE_TIMES = 3000
RESOLUTION = 0.1
"""A time below this part of a request that does nothing is not distinguished from noise."""
CLOCKS = Kind.VERSION_VECTOR, Kind.VECTOR_CLOCK
COUNTERS = Kind.PN_COUNTER, Kind.G_COUNTER
HOST = Path(__file__).with_name("measured_process.py")


class UnableError(Exception):
    """A library does not offer a request, or fails to answer it."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One operation of one library at one size, in nanoseconds or bytes, and that of ``antichain.impl``."""

    library: str
    language: str
    operation: str
    size: int
    found: float
    impl: float
    bound: str = ""
    """``<`` if the time of the library's operation is not distinguished from noise, ``>`` if ours is not."""

    @property
    def ratio(self) -> float:
        """The measurement as a multiple of that of ``antichain.impl``."""
        return self.found / self.impl


@dataclass
class Process:
    """A process that answers requests."""

    popen: subprocess.Popen[str]
    asked: int = 0
    idle: dict[str, float] = field(default_factory=dict)
    """The time of a request that does nothing, by the verb that it imitates."""

    def ask(self, op: str, **fields: Any) -> Any:  # noqa: ANN401 — values of the protocol
        """Return the result of a request.

        Raises:
            UnableError: there is none.

        """
        self.asked += 1
        assert self.popen.stdin is not None
        assert self.popen.stdout is not None
        try:
            self.popen.stdin.write(json.dumps({"id": self.asked, "op": op, **fields}) + "\n")
            self.popen.stdin.flush()
            answer = json.loads(self.popen.stdout.readline() or "{}")
        except BrokenPipeError:
            answer = {}
        if "ok" not in answer:
            message = f"{op}: {answer}"
            raise UnableError(message)
        return answer["ok"]

    def nanoseconds(self, requests: Sequence[dict[str, Any]], times: int = 1) -> float:
        """Return the time of one of the requests, each of which is sent ``times`` times.

        Raises:
            UnableError: the library does not offer one.

        """
        answer = self.ask("repeat", requests=requests, times=times)
        if answer["done"] != len(requests) * times and requests[0]["op"] != "nothing":
            message = f"{requests[0]['op']}: {answer}"
            raise UnableError(message)
        return float(answer["nanoseconds"]) / (len(requests) * times)

    def nothing(self, like: str) -> float:
        """Return the best time of a request that does nothing."""
        if like not in self.idle:
            request = {"op": "nothing", "like": like, "replica": "0", "by": 1}
            _warm(self, [request])
            self.idle[like] = min(self.nanoseconds([request], IDLE_TIMES) for _ in range(TURNS))
        return self.idle[like]


@contextmanager
def _started(command: Sequence[str]) -> Iterator[Process]:
    with subprocess.Popen(  # noqa: S603 — adapters that are installed
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as popen:
        try:
            process = Process(popen)
            yield process
        finally:
            popen.kill()


def _command(adapter: ThirdParty) -> list[str]:
    if adapter.manifest.install.tool != "pip":
        return adapter.command()
    words = ["{installed}/bin/python", "-I", str(HOST), "{adapter}/adapter.py", "{namespace}"]
    return adapter.filled(words)


def _prepared(process: Process, kind: Kind, size: int) -> None:
    """Open a history in which replicas 0 and 1 know all ``size`` replicas."""
    names = [str(number) for number in range(size)]
    update = "event" if kind.is_clock else "increment"
    process.ask("open", kind=kind.value, replicas=names)
    for name in names:
        process.ask(update, replica=name)
        process.ask("send", replica=name, message=f"from {name}")
        if name != "0":
            process.ask("receive", replica="0", message=f"from {name}")
    process.ask("send", replica="0", message="all")
    process.ask("receive", replica="1", message="all")


def _warm(process: Process, requests: Sequence[dict[str, Any]]) -> float:
    """Send the requests until they are compiled; return the time of one."""
    spent, times, one = 0.0, 1, 0.0
    while spent < WARM_UP_SECONDS * 1e9:
        one = process.nanoseconds(requests, times)
        spent += one * len(requests) * times
        times = min(2 * times, MOST_TIMES)
    return max(one, 1.0)


def _times(process: Process, requests: Sequence[dict[str, Any]]) -> int:
    """Return how often the requests fit into one turn."""
    return max(1, min(MOST_TIMES, int(TURN_SECONDS * 1e9 / (_warm(process, requests) * len(requests)))))


def _repeated(processes: Sequence[Process], requests: Sequence[dict[str, Any]]) -> list[float]:
    times = [_times(process, requests) for process in processes]
    turns = [
        [process.nanoseconds(requests, n) for process, n in zip(processes, times, strict=True)] for _ in range(TURNS)
    ]
    return [min(turn[place] for turn in turns) for place in range(len(processes))]


def _merges(processes: Sequence[Process], kind: Kind) -> list[float]:
    update = "event" if kind.is_clock else "increment"
    sent = [0] * len(processes)

    def messages(place: int, count: int) -> list[dict[str, Any]]:
        process, names = processes[place], []
        for _ in range(count):
            sent[place] += 1
            names.append(f"more {sent[place]}")
            process.ask(update, replica="1")
            process.ask("send", replica="1", message=names[-1])
        return [{"op": "receive", "replica": "0", "message": name} for name in names]

    counts = []
    for place, process in enumerate(processes):
        one = _warm(process, messages(place, 4))
        counts.append(max(4, min(MOST_MESSAGES, int(TURN_SECONDS * 1e9 / one))))
    turns = [
        [process.nanoseconds(messages(place, counts[place])) for place, process in enumerate(processes)]
        for _ in range(TURNS)
    ]
    return [min(each[place] for each in turns) for place in range(len(processes))]


def _compared(processes: Sequence[Process]) -> list[float]:
    for process in processes:
        for replica, message in (("0", "a"), ("0", "b"), ("1", "c")):
            process.ask("event", replica=replica)
            process.ask("stamp", replica=replica, message=message)
        process.ask("stamp", replica="0", message="same")
    pairs = ("a", "b"), ("b", "a"), ("b", "c"), ("b", "same")
    return _repeated(processes, [{"op": "compare", "left": left, "right": right} for left, right in pairs])


def _constructed(processes: Sequence[Process], kind: Kind, size: int) -> list[float]:
    """Return the times of comparing, for a library that has clocks and no history."""
    known = {str(number): 1 for number in range(size)}
    clocks = {"a": known | {"0": 2}, "b": known | {"0": 3}, "c": known | {"0": 2, "1": 2}, "same": known | {"0": 3}}
    for process in processes:
        process.ask("open", kind=kind.value, replicas=list(known))
        for message, entries in clocks.items():
            process.ask("construct", message=message, entries=entries)
    pairs = ("a", "b"), ("b", "a"), ("b", "c"), ("b", "same")
    return _repeated(processes, [{"op": "compare", "left": left, "right": right} for left, right in pairs])


def _bytes(process: Process, name: str) -> float:
    """Return the size of a message; text in base64 stands for the bytes that it holds."""
    answer = process.ask("send", replica="0", message=name)
    if answer is None:
        message = "messages are not bytes"
        raise UnableError(message)
    text: str = answer["bytes"]
    with suppress(ValueError):
        return len(base64.b64decode(text, validate=True))
    return len(text.encode())


def measured(adapter: ThirdParty, sizes: Sequence[int] = SIZES) -> Iterator[Measured]:
    """Yield the measurements of an installed library, for each operation that it offers."""
    offered = set(adapter.kinds)
    own = [sys.executable, "-I", str(HOST), "impl", *antichain.__path__]
    with ExitStack() as stack:
        both = [stack.enter_context(_started(command)) for command in (_command(adapter), own)]
        for process in both:
            hello = process.ask("hello", protocol=1)
        for size in sizes:
            for kinds in (CLOCKS, COUNTERS):
                kind = next((kind for kind in kinds if kind in offered), None)
                if kind is not None:
                    yield from _of_kind(adapter, both, kind, size)
        assert hello


def _of_kind(adapter: ThirdParty, both: Sequence[Process], kind: Kind, size: int) -> Iterator[Measured]:
    def timed(operation: str, like: str, found: Sequence[float]) -> Measured:
        nothing = [process.nothing(like) for process in both]
        least = [RESOLUTION * idle for idle in nothing]
        library, impl = (max(time - idle, bound) for time, idle, bound in zip(found, nothing, least, strict=True))
        bound = ("<" if library == least[0] else "") + (">" if impl == least[1] else "")
        return Measured(adapter.name, adapter.language, operation, size, library, impl, bound)

    try:
        for process in both:
            _prepared(process, kind, size)
    except UnableError:
        if kind.is_clock:
            with suppress(UnableError):
                yield timed("compare", "compare", _constructed(both, kind, size))
        return
    with suppress(UnableError):
        found, impl = (_bytes(process, "size") for process in both)
        yield Measured(adapter.name, adapter.language, f"bytes of a {_group(kind)}", size, found, impl)
    own = {"op": "event" if kind.is_clock else "increment", "replica": "0"}
    with suppress(UnableError):
        yield timed("tick" if kind.is_clock else "increment", own["op"], _repeated(both, [own]))
    if kind.is_clock:
        with suppress(UnableError):
            yield timed("compare", "compare", _compared(both))
    else:
        with suppress(UnableError):
            yield timed("value", "value", _repeated(both, [{"op": "value", "replica": "0"}]))
    with suppress(UnableError):
        yield timed(f"merge of {_group(kind)}s", "receive", _merges(both, kind))


def _group(kind: Kind) -> str:
    return "clock" if kind.is_clock else "counter"


CLOCK_OPERATIONS = "tick", "compare", "merge of clocks", "bytes of a clock"
COUNTER_OPERATIONS = "increment", "value", "merge of counters", "bytes of a counter"


def _table(rows: Sequence[Measured], operations: Sequence[str]) -> Iterator[str]:
    columns = [(operation, size) for operation in operations for size in SIZES]
    cells = {(row.library, row.operation, row.size): row for row in rows}
    yield f"| library | language | {' | '.join(f'{operation}, {size}' for operation, size in columns)} |"
    yield f"| --- | --- |{' ---: |' * len(columns)}"
    own = []
    for column in columns:
        values = [row.impl for row in rows if (row.operation, row.size) == column]
        unit = "bytes" if column[0].startswith("bytes") else "ns"
        own.append(f"{median(values):,.0f} {unit}" if values else "—")
    yield f"| **antichain.impl** | python | {' | '.join(own)} |"
    for library, language in dict.fromkeys((row.library, row.language) for row in rows):
        found = [cells.get((library, *column)) for column in columns]
        if any(found):
            yield f"| {library} | {language} | {' | '.join(map(_cell, found))} |"


def _cell(row: Measured | None) -> str:
    if row is None:
        return "—"
    if row.bound == "<>":
        return "both too fast"
    return f"{row.bound} × {row.ratio:.2f}".strip()


def table() -> str:
    """Return the times and sizes of all installed libraries as tables in Markdown, and draw them.

    A line below them names the libraries that are not installed, so that no omission goes unseen.
    """
    adapters = [each for each in SHIPPED.values() if isinstance(each, ThirdParty)]
    rows = [row for adapter in adapters if adapter.installed() for row in measured(adapter)]
    libraries_picture.write(rows, (*CLOCK_OPERATIONS, *COUNTER_OPERATIONS))
    return "\n".join((*_table(rows, CLOCK_OPERATIONS), "", *_table(rows, COUNTER_OPERATIONS), "", *_missing(adapters)))


def _missing(adapters: Sequence[ThirdParty]) -> Iterator[str]:
    names = ", ".join(adapter.name for adapter in adapters if not adapter.installed())
    if names:
        yield f"Not installed, and not measured: {names}.\n"


if __name__ == "__main__":
    print(table(), end="")  # noqa: T201 — it is a program
