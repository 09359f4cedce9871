"""A connection to a target in a separate process: JSON lines over standard input and output.

Reads and writes overlap, so full pipes stop neither side, and whole histories are sent before their first answer is
read. A target that breaks is ended with all its descendants, and started again for the next script.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import selectors
import time
from collections import deque
from typing import IO, TYPE_CHECKING

from antichain.conformance.protocol import jsonl, mistakes, requests
from antichain.conformance.protocol.answers import Broken, in_words
from antichain.conformance.protocol.claims import Hello
from antichain.conformance.protocol.requests import Greet
from antichain.conformance.transport import process
from antichain.conformance.transport.starts import START_TIMEOUT, waits_for_a_start

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from antichain.conformance.protocol.answers import Answers
    from antichain.conformance.protocol.requests import Request
    from antichain.conformance.transport.process import Running

__all__ = ["Stdio"]

_BATCH = 4000
"""Requests that may be under way at once: enough to keep the target busy, and cheap to repeat if it breaks."""
_BATCH_BYTES = 1 << 24
"""Bytes of answers that a batch is expected to bring: if messages are large, fewer requests are under way."""
_BATCH_SECONDS = 1.0
"""Seconds that a batch is expected to take, so that a check of a slow target can end in time."""
_FIRST_BATCH = 400
"""Requests that are under way before the size and the time of an answer are known."""
_LATE = 0.5
"""Seconds beyond its limit in which an answer shows that the target is slow."""
_LAST_ANSWERS = 1.0
"""Seconds that a target has for a missing answer after the end of its input."""
_ERROR_LINES = 16
"""Lines of standard error that are shown: enough for what Node.js prints below the message of an error."""
_KEPT = 1 << 12
"""Characters of an exported text that are kept in a batch of scripts, which judge only that it is text."""


class Stdio:
    """A command that speaks the protocol; started when it is first needed.

    ``starts`` counts how often it was started, so that callers can limit that.
    """

    def __init__(
        self,
        command: Sequence[str],
        timeout: float = 2.0,
        start_timeout: float = START_TIMEOUT,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """Start ``command``, with a limit in seconds for each answer, and one for the answers to hello and open.

        ``environment`` is added to that of the harness.
        """
        self._command = command
        self._environment = environment or {}
        self._timeout = timeout
        self._start_timeout = start_timeout
        self._running: Running | None = None
        self._answer_size = 0.0  # bytes an answer, as the latest exchange has it
        self._answer_seconds = 0.0
        self.starts = 0

    def hello(self) -> Hello | Broken:
        """Return the hello of the target.

        Raises:
            OSError: the command cannot be started.

        """
        claims = self.play([requests.Greet()])[0]
        if isinstance(claims, Hello | Broken):
            return claims
        return Broken(
            "protocol", f"hello was answered {in_words(claims)}; expected the name and the kinds of the target"
        )

    def play(self, requests: Sequence[Request], /) -> Answers:
        """Send all requests at once and collect their answers.

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
            most = self._most_under_way()
            while size < most and (script := next(waiting, None)) is not None:
                batch.append(script)
                size += len(script)
            if not batch:
                return
            answers = self.exchange([*itertools.chain.from_iterable(batch)], None, kept=_KEPT)
            while answers:
                length = len(batch.popleft())
                yield answers[:length]
                del answers[:length]

    def _most_under_way(self) -> float:
        """Return how many requests may be under way, from the size and the time of the latest answers."""
        if not self._answer_size:
            return _FIRST_BATCH
        by_time = _BATCH_SECONDS / self._answer_seconds if self._answer_seconds else _BATCH
        return min(_BATCH, _BATCH_BYTES / self._answer_size, by_time)

    def close(self) -> None:
        """End the process with all its descendants."""
        if self._running:
            process.end(self._running)
            self._running = None

    def exchange(self, requests: Sequence[Request], numbers: Sequence[int] | None, kept: int | None = None) -> Answers:
        """Send requests, under these ids or under the next ones, and collect their answers.

        Of each exported text ``kept`` characters are kept, or all if it is None.
        """
        fresh = self._running is None
        if self._running is None:
            self._running = process.start(self._command, self._environment)
            # In a case file, hello has the id 1, so that the ids of a fresh process are those of the file.
            self._next = 1 if any(isinstance(request, Greet) for request in requests[:1]) else 2
            self.starts += 1
        if numbers is None:
            numbers = range(self._next, self._next + len(requests))
            self._next += len(requests)
        try:
            begun = time.monotonic()
            patience = self._patience(requests, fresh=fresh)
            exchange = _Exchange(self._running, requests, numbers, patience, kept)
            answers = exchange.answers
            self._answer_size = exchange.answered / max(1, len(answers))
            self._answer_seconds = (time.monotonic() - begun) / max(1, len(answers))
        except BaseException:
            self.close()
            raise
        if answers and isinstance(answers[-1], Broken):
            self.close()
        return answers

    def _patience(self, requests: Sequence[Request], *, fresh: bool) -> list[float]:
        """Return the seconds that each answer may take: more if the target, or one of its replicas, has to start."""
        slow = waits_for_a_start(requests, fresh=fresh)
        return [self._start_timeout if starts else self._timeout for starts in slow]


class _Exchange:
    """One conversation: requests are written as fast as the target reads them, and answers are read meanwhile."""

    BLOCK = 200
    CHUNK = 1 << 16
    LONGEST_LINE = 1 << 21
    LONGEST_ERROR = 1 << 12

    def __init__(
        self,
        running: Running,
        requests: Sequence[Request],
        numbers: Sequence[int],
        patience: Sequence[float],
        kept: int | None,
    ) -> None:
        self.answers: Answers = []
        self._running = running
        self._requests = requests
        self._numbers = numbers
        self._patience = patience
        self._kept = kept
        self._block = range(0)  # places of the requests that are being written
        self._unwritten = memoryview(b"")
        self._moved = time.monotonic()
        self._line = bytearray()
        self.answered = 0  # bytes
        self._errors = b""
        self._run()

    def _run(self) -> None:
        stdin, stdout, stderr = self._running.streams
        with selectors.DefaultSelector() as selector:
            selector.register(stdin, selectors.EVENT_WRITE, self._write)
            selector.register(stdout, selectors.EVENT_READ, self._read)
            selector.register(stderr, selectors.EVENT_READ, self._read_errors)
            while not self._over:
                late = self._time_left() <= 0  # then the bytes that have already arrived are read, and no others
                for key, _ in selector.select(self._time_left()):
                    if not key.data():
                        selector.unregister(key.fileobj)
                if late and not self._over and self._time_left() <= 0:
                    waited = f"no answer in {self._patience[len(self.answers)]:g} s"
                    self._break("timeout", f"{waited}{self._why_silent()}")
        if not self._broken and (self._line or self._unwritten or self._more()):
            line = bytes(self._line).partition(b"\n")[0]
            if not self._is_second(line):
                self.answers.pop()
                self._break("protocol", f"an answer without a request: {line[:200].decode(errors='replace')}")

    @property
    def _over(self) -> bool:
        return len(self.answers) == len(self._requests) or self._broken

    @property
    def _broken(self) -> bool:
        return bool(self.answers) and isinstance(self.answers[-1], Broken)

    def _break(self, cause: str, detail: str) -> None:
        self._read_errors()
        verb = self._requests[len(self.answers)].__struct_config__.tag
        said = self._errors.decode(errors="replace").strip().splitlines()[-_ERROR_LINES:]
        tail = "; standard error ends:" + "".join(f"\n  {line}" for line in said) if len(said) > 1 else ""
        tail = f"; standard error ends: {said[0]}" if len(said) == 1 else tail
        self.answers.append(Broken(cause, f"request {self._numbers[len(self.answers)]} ({verb}): {detail}{tail}"))  # type: ignore[arg-type]  # the callers name one of three causes

    def _why_silent(self) -> str:
        """Wait a little, send a further request, end the input, and return how the answers explain the silence."""
        stdin, stdout, _ = self._running.streams
        due, further = self._numbers[len(self.answers)], max(self._numbers) + 1
        if self._unwritten or self._block.stop < len(self._requests):
            return ""
        answers = bytearray(self._line)
        if self._first_id(answers, stdout, _LATE) == due:
            return ", but a little later; answer sooner, or give a larger --timeout"
        with contextlib.suppress(OSError):
            os.write(stdin.fileno(), jsonl.write_request(further, requests.Greet()))
            stdin.close()
        first = self._first_id(answers, stdout, _LAST_ANSWERS)
        if first == due:
            return (
                ", but one when the input ended; flush standard output after each answer, or give a larger --timeout if"
                " an answer takes longer"
            )
        return f"; {mistakes.wrong_id(further, due)}" if first == further else ""

    def _first_id(self, answers: bytearray, stdout: IO[bytes], seconds: float) -> int | None:
        """Read what arrives within some seconds, until a line is whole, and return the id on the first line."""
        until = time.monotonic() + seconds
        with selectors.DefaultSelector() as selector, contextlib.suppress(OSError):
            selector.register(stdout, selectors.EVENT_READ)
            # A target that writes without end is always ready to be read, so that both limits are needed.
            while b"\n" not in answers and len(answers) <= self.LONGEST_LINE:
                left = until - time.monotonic()
                if left <= 0 or not selector.select(left) or not (chunk := os.read(stdout.fileno(), self.CHUNK)):
                    break
                answers += chunk
        return jsonl.id_of(bytes(answers.partition(b"\n")[0]))

    def _time_left(self) -> float:
        """Seconds that the next answer may still take, since its request was written or the last answer came."""
        return self._moved + self._patience[len(self.answers)] - time.monotonic()

    def _write(self) -> bool:
        """Write as much as fits; return whether there is more. The target reads one block while the next is encoded."""
        if not self._unwritten:
            self._block = range(self._block.stop, len(self._requests))[: self.BLOCK]
            lines = (jsonl.write_request(self._numbers[n], self._requests[n]) for n in self._block)
            self._unwritten = memoryview(b"".join(lines))
        try:
            count = os.write(self._running.streams[0].fileno(), self._unwritten[: self.CHUNK])
        except BlockingIOError:
            return True
        except BrokenPipeError:
            return False  # the end of its output shows why
        if len(self.answers) >= self._block.start:
            self._moved = time.monotonic()
        self._unwritten = self._unwritten[count:]
        return bool(self._unwritten) or self._block.stop < len(self._requests)

    def _read(self) -> bool:
        """Read answers; return whether the output is still open."""
        try:
            chunk = os.read(self._running.streams[1].fileno(), self.CHUNK)
        except BlockingIOError:
            return True
        if not chunk:
            self._break("crash", process.status(self._running))
            return False
        self.answered += len(chunk)
        *lines, rest = chunk.split(b"\n")
        if lines:
            lines[0] = bytes(self._line) + lines[0]
            self._line.clear()
            self._moved = time.monotonic()
        self._line += rest
        for line in lines:
            if not self._take(line):
                return True
        if len(self._line) > self.LONGEST_LINE:
            self._break("protocol", f"a line of more than {self.LONGEST_LINE >> 20} MiB")
        return True

    def _take(self, line: bytes) -> bool:
        """Read one line as the next answer; return whether more can follow."""
        number = len(self.answers)
        if number == len(self._requests):
            self._line[:0] = line + b"\n"
            return False
        if number >= self._block.stop:
            if not self._is_second(line):
                self._break("protocol", f"an answer before its request: {line[:200].decode(errors='replace')}")
            return False
        answer = jsonl.read_answer(self._numbers[number], self._requests[number], line)
        if type(answer) is Broken:
            if not self._is_second(line):
                self._break(answer.cause, answer.detail)
            return False
        if isinstance(answer, str) and isinstance(self._requests[number], requests.Send | requests.Stamp):
            answer = answer[: self._kept]
        self.answers.append(answer)
        return True

    def _is_second(self, line: bytes) -> bool:
        """Break and return true if a line answers the latest answered request again."""
        place = len(self.answers) - 1
        if place < 0 or jsonl.id_of(line) != self._numbers[place]:
            return False
        self.answers.pop()
        self._break("protocol", f"answered twice, the second time by {line[:200].decode(errors='replace')}")
        return True

    def _more(self) -> bool:
        """Whether the target writes a line without a request."""
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
