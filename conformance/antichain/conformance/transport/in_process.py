"""A connection to a target in this process."""

from __future__ import annotations

import contextlib
import signal
import threading
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from antichain.conformance.protocol import requests
from antichain.conformance.protocol.answers import UNSUPPORTED, Broken, Failed, Refused, in_words, shaped, shown
from antichain.conformance.protocol.claims import Hello
from antichain.conformance.protocol.target import Rejected, Unsupported
from antichain.conformance.transport.starts import START_TIMEOUT, waits_for_a_start

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from antichain.conformance.protocol.answers import Answer, Answers
    from antichain.conformance.protocol.requests import Request

__all__ = ["InProcess"]

_SHORTEST = 0.01
"""The least number of seconds between two looks of the watchdog."""


class _Stuck(BaseException):
    """Raised inside a target that does not answer; ``except Exception`` does not catch it."""


class InProcess:
    """A target in this process, under a watchdog.

    The watchdog needs signals, so it works only in the main thread of a Unix process. It cannot interrupt a target that
    hangs inside compiled code. A target in a separate process has neither limit.
    """

    def __init__(self, factory: Callable[[], Any], timeout: float | None = 2.0) -> None:
        """Make a fresh target; ``timeout`` is in seconds for each request; None sets no limit.

        A request that waits for a start of the target or of a replica has at least 20 s.

        Raises: Exception: any error of the factory.

        """
        self._factory = factory
        self._timeout = timeout
        self._begin()
        self._answers: Answers = []
        self._script: Sequence[Request] = ()
        self._seen, self._waited = -1, 0.0

    def _begin(self) -> None:
        """Make the target, anew if an earlier one broke."""
        self._target = self._factory()
        asked: tuple[type[Request], ...] = (*requests.REQUESTS, requests.Unknown)
        self._verbs = {request: self._verb(request) for request in asked}
        self._broken: Broken | None = None
        self._fresh = True

    def _verb(self, request: type[Request]) -> Callable[..., Any]:
        if request is requests.Send:
            return self._send
        if request is requests.Greet:
            return lambda _version: self._target.hello()
        if request is requests.Bye:
            return lambda: None
        verb: Callable[..., Any] = getattr(self._target, str(request.__struct_config__.tag), _not_offered)
        return verb

    def _send(self, replica: str, message: str, delta: bool) -> str | None:  # noqa: FBT001 — a field of the request
        text: str | None = getattr(self._target, "send_delta" if delta else "send", _not_offered)(replica, message)
        return text

    def state(self, message: str) -> object:
        """Return the library's own value behind a message, if the target returns it.

        Raises:
            Unsupported: it does not.

        """
        return getattr(self._target, "state", _not_offered)(message)

    def hello(self) -> Hello | Broken:
        """Return the hello of the target."""
        claims = self.play([requests.Greet()])[0]
        if isinstance(claims, Hello | Broken):
            return claims
        return Broken(
            "protocol", f"hello was answered {in_words(claims)}; expected the name and the kinds of the target"
        )

    def play(self, requests: Sequence[Request], /) -> Answers:
        """Send all requests, one after the other; to a fresh target, if the last one broke."""
        if self._broken:
            self._begin()
        answers: Answers = []
        self._answers, self._script = answers, requests
        append, answer = answers.append, self.answer
        with self._watched():
            for request in requests:
                append(answer(request))
                if self._broken:
                    return answers
        self._fresh = False
        if self._broken:
            append(self._broken)
        return answers

    def answer(self, request: Request) -> Answer:
        """Send one request, and wait for its answer without a limit."""
        try:
            result = self._verbs[type(request)](*msgspec.structs.astuple(request))
        except Rejected as refusal:
            return Refused(refusal.code, refusal.text)
        except Unsupported:
            return UNSUPPORTED
        except Exception as failure:  # noqa: BLE001 — any error of a target is its answer
            return Failed(f"{type(failure).__name__}: {shown(str, failure)}")
        except (SystemExit, GeneratorExit) as exit_:
            self._broken = Broken("crash", f"it asked this process to end: {exit_!r}")
            return self._broken
        return shaped(request, result)

    def play_all(self, scripts: Iterable[Sequence[Request]], /) -> Iterator[Answers]:
        """Play one script after the other."""
        return map(self.play, scripts)

    def close(self) -> None:
        """Do nothing: no process needs to end."""

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        main = threading.current_thread() is threading.main_thread()
        if self._timeout is None or not main or not hasattr(signal, "setitimer"):
            yield
            return
        self._seen, self._waited = -1, 0.0
        before = signal.signal(signal.SIGALRM, self._look)
        interval = max(self._timeout, _SHORTEST)
        signal.setitimer(signal.ITIMER_REAL, interval, interval)
        try:
            yield
        except _Stuck:
            number = len(self._answers) + 1
            self._broken = Broken("timeout", f"request {number} had no answer in {self._limit():g} s")
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def _look(self, *_: object) -> None:
        """Called every ``timeout`` seconds: a target without an answer for its whole time is stuck."""
        if len(self._answers) != self._seen:
            self._seen, self._waited = len(self._answers), 0.0
            return
        self._waited += max(self._timeout or 0, _SHORTEST)
        if self._waited >= self._limit():
            raise _Stuck

    def _limit(self) -> float:
        """Return the seconds that the request without an answer may take."""
        timeout = self._timeout or 0
        slow = islice(waits_for_a_start(self._script, fresh=self._fresh), len(self._answers), None)
        return max(timeout, START_TIMEOUT) if next(slow, False) else timeout


def _not_offered(*_: object) -> None:
    raise Unsupported
