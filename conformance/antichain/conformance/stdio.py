"""A target in a process of its own, spoken to in JSON lines over standard input and output.

Reading and writing overlap, so full pipes stop nobody, and whole histories are on their way before their first answer
is read. A target that breaks is ended with all it started, and started anew for the next script.
"""

from __future__ import annotations

import itertools
import os
import selectors
import time
from collections import deque
from typing import TYPE_CHECKING

from antichain.conformance import process, protocol, wire
from antichain.conformance.protocol import Broken, Hello

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from antichain.conformance.connection import Answers
    from antichain.conformance.process import Running
    from antichain.conformance.protocol import Request

__all__ = ["Stdio"]

_FAULTS = (protocol.Crash, protocol.Wipe, protocol.Restore, protocol.Clone, protocol.Join)
_STARTING = (protocol.Greet, protocol.Open, protocol.Retire, *_FAULTS)
_BATCH = 4000
"""Requests that may be under way at once: enough to keep the target busy, few enough to be lost without regret."""


class Stdio:
    """A command that speaks the protocol; started when it is first needed.

    ``starts`` counts how often it was started, for those who limit that.
    """

    def __init__(
        self,
        command: Sequence[str],
        timeout: float = 2.0,
        start_timeout: float = 20.0,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Speak to ``command``, waiting so many seconds for each answer, and for the answers to hello and open.

        ``environment`` is added to our own.
        """
        self._command = command
        self._environment = environment or {}
        self._timeout = timeout
        self._start_timeout = start_timeout
        self._running: Running | None = None
        self.starts = 0

    def hello(self) -> Hello | Broken:
        """Return what the target says of itself.

        Raises:
            OSError: the command cannot be started.

        """
        claims = self.play([protocol.Greet()])[0]
        return claims if isinstance(claims, Hello | Broken) else Broken("protocol", f"hello was answered {claims!r}")

    def play(self, requests: Sequence[Request], /) -> Answers:
        """Put all requests at once and collect their answers.

        Raises:
            OSError: the command cannot be started.

        """
        return self.exchange(requests, None)

    def play_all(self, scripts: Iterable[Sequence[Request]], /) -> Iterator[Answers]:
        """Play scripts, many of them under way at once; one that breaks the target costs only itself."""
        waiting = iter(scripts)
        batch: deque[Sequence[Request]] = deque()
        while True:
            size = sum(map(len, batch))
            while size < _BATCH and (script := next(waiting, None)) is not None:
                batch.append(script)
                size += len(script)
            if not batch:
                return
            answers = self.play([*itertools.chain.from_iterable(batch)])
            while answers:
                length = len(batch.popleft())
                yield answers[:length]
                del answers[:length]

    def close(self) -> None:
        """End the process with all it started."""
        if self._running:
            process.end(self._running)
            self._running = None

    def exchange(self, requests: Sequence[Request], numbers: Sequence[int] | None) -> Answers:
        """Put requests, under these ids or under the next ones, and collect their answers."""
        fresh = self._running is None
        if self._running is None:
            self._running = process.start(self._command, self._environment)
            self._next = 1
            self.starts += 1
        if numbers is None:
            numbers = range(self._next, self._next + len(requests))
            self._next += len(requests)
        try:
            patience = self._patience(requests, fresh=fresh)
            answers = _Exchange(self._running, requests, numbers, patience).answers
        except BaseException:
            self.close()
            raise
        if answers and isinstance(answers[-1], Broken):
            self.close()
        return answers

    def _patience(self, requests: Sequence[Request], *, fresh: bool) -> list[float]:
        """Return the seconds that each answer may take: more where the target, or one of its replicas, has to start."""
        patience = []
        restarting: set[str] = set()
        for number, request in enumerate(requests):
            replica = getattr(request, "replica", None)
            slow = (fresh and not number) or replica in restarting or isinstance(request, _STARTING)
            patience.append(self._start_timeout if slow else self._timeout)
            restarting.discard(str(replica))
            if isinstance(request, _FAULTS):
                restarting.add(getattr(request, "as_", request.replica))
        return patience


class _Exchange:
    """One conversation: everything is written as fast as it is taken, and answers are read meanwhile."""

    BLOCK = 200
    CHUNK = 1 << 16
    LONGEST_LINE = 1 << 24
    LONGEST_ERROR = 1 << 12
    MOST_ANSWERED = 1 << 26

    def __init__(
        self, running: Running, requests: Sequence[Request], numbers: Sequence[int], patience: Sequence[float]
    ) -> None:
        self.answers: Answers = []
        self._running = running
        self._requests = requests
        self._numbers = numbers
        self._patience = patience
        self._block = range(0)  # places of the requests that are being written
        self._unwritten = memoryview(b"")
        self._moved = time.monotonic()
        self._line = bytearray()
        self._answered = 0  # bytes
        self._errors = b""
        self._run()

    def _run(self) -> None:
        stdin, stdout, stderr = self._running.streams
        with selectors.DefaultSelector() as selector:
            selector.register(stdin, selectors.EVENT_WRITE, self._write)
            selector.register(stdout, selectors.EVENT_READ, self._read)
            selector.register(stderr, selectors.EVENT_READ, self._read_errors)
            while not self._over:
                late = self._time_left() <= 0  # then what has arrived meanwhile is still read, but no more than that
                for key, _ in selector.select(self._time_left()):
                    if not key.data():
                        selector.unregister(key.fileobj)
                if late and not self._over and self._time_left() <= 0:
                    self._break("timeout", f"no answer in {self._patience[len(self.answers)]:g} s")
        if not self._broken and (self._line or self._unwritten or self._more()):
            self.answers.pop()
            self._break("protocol", f"an answer without a request: {bytes(self._line[:200]).decode(errors='replace')}")

    @property
    def _over(self) -> bool:
        return len(self.answers) == len(self._requests) or self._broken

    @property
    def _broken(self) -> bool:
        return bool(self.answers) and isinstance(self.answers[-1], Broken)

    def _break(self, cause: str, detail: str) -> None:
        self._read_errors()
        verb = self._requests[len(self.answers)].__struct_config__.tag
        said = self._errors.decode(errors="replace").strip().splitlines()[-8:]
        tail = "; standard error ends:" + "".join(f"\n  {line}" for line in said) if len(said) > 1 else ""
        tail = f"; standard error ends: {said[0]}" if len(said) == 1 else tail
        self.answers.append(Broken(cause, f"request {self._numbers[len(self.answers)]} ({verb}): {detail}{tail}"))  # type: ignore[arg-type]  # the callers name one of three causes

    def _time_left(self) -> float:
        """Seconds that the next answer may still take, from the later of its request's writing and the last answer."""
        return self._moved + self._patience[len(self.answers)] - time.monotonic()

    def _write(self) -> bool:
        """Write what fits; return whether there is more. The target works on one block while the next is encoded."""
        if not self._unwritten:
            self._block = range(self._block.stop, len(self._requests))[: self.BLOCK]
            lines = (wire.write_request(self._numbers[n], self._requests[n]) for n in self._block)
            self._unwritten = memoryview(b"".join(lines))
        try:
            count = os.write(self._running.streams[0].fileno(), self._unwritten[: self.CHUNK])
        except BlockingIOError:
            return True
        except BrokenPipeError:
            return False  # the end of its output will tell why
        if len(self.answers) >= self._block.start:
            self._moved = time.monotonic()
        self._unwritten = self._unwritten[count:]
        return bool(self._unwritten) or self._block.stop < len(self._requests)

    def _read(self) -> bool:  # noqa: PLR0911 — there are many ways to break
        """Read answers; return whether the output is still open."""
        try:
            chunk = os.read(self._running.streams[1].fileno(), self.CHUNK)
        except BlockingIOError:
            return True
        if not chunk:
            self._break("crash", process.status(self._running))
            return False
        self._answered += len(chunk)
        if self._answered > self.MOST_ANSWERED:
            self._break("protocol", f"more than {self.MOST_ANSWERED >> 20} MiB of answers to what was asked at once")
            return True
        *lines, rest = chunk.split(b"\n")
        if lines:
            lines[0] = bytes(self._line) + lines[0]
            self._line.clear()
            self._moved = time.monotonic()
        self._line += rest
        for number, line in enumerate(lines, len(self.answers)):
            if number == len(self._requests):
                self._line[:0] = line + b"\n"
                return True
            if number >= self._block.stop:
                self._break("protocol", f"an answer before its request: {line[:200].decode(errors='replace')}")
                return True
            answer = wire.read_answer(self._numbers[number], self._requests[number], line)
            if type(answer) is Broken:
                self._break(answer.cause, answer.detail)
                return True
            self.answers.append(answer)
        if len(self._line) > self.LONGEST_LINE:
            self._break("protocol", f"a line of more than {self.LONGEST_LINE >> 20} MiB")
        return True

    def _more(self) -> bool:
        """Whether the target says something although nothing is asked."""
        try:
            self._line += os.read(self._running.streams[1].fileno(), self.CHUNK)
        except BlockingIOError:
            return False
        return bool(self._line)

    def _read_errors(self) -> bool:
        """Keep the end of what is written to standard error; return whether it is still open."""
        try:
            chunk = os.read(self._running.streams[2].fileno(), self.CHUNK)
        except BlockingIOError:
            return True
        self._errors = (self._errors + chunk)[-self.LONGEST_ERROR :]
        return bool(chunk)
