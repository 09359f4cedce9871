"""A target that can be spoken to, wherever it lives; and one that lives in this process."""

from __future__ import annotations

import contextlib
import signal
import threading
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from antichain.conformance import protocol
from antichain.conformance.protocol import UNSUPPORTED, Broken, Failed, Hello, Refused, Request
from antichain.conformance.target import NotOffered, Rejected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

__all__ = ["Connection", "InProcess", "shaped"]

Answers = list[Any]
"""One answer a request: its result, or that it was refused, unsupported or failed; a :class:`Broken` ends them."""


class Connection(Protocol):
    """A way to put requests to one running target."""

    def hello(self) -> Hello | Broken:
        """Return what the target says of itself."""

    def play(self, requests: Sequence[Request], /) -> Answers:
        """Put all requests and return their answers, in order; after a :class:`Broken` there are none."""

    def play_all(self, scripts: Iterable[Sequence[Request]], /) -> Iterator[Answers]:
        """Play several scripts, each from its own ``open``, and yield the answers of each."""

    def close(self) -> None:
        """End the target, however it resists."""


_Entries = dict[str, int | str] | dict[str, tuple[int | str, int | str]]
_ORDERS = ("before", "after", "equal", "concurrent", "unordered")


def _whole(number: object) -> int:
    if isinstance(number, float) and number.is_integer() and abs(number) <= protocol.LARGEST_EXACT:
        return int(number)
    if isinstance(number, str):
        return int(msgspec.convert(number, protocol.Digits))
    return msgspec.convert(number, int)


def _order(word: object) -> str:
    if word not in _ORDERS:
        message = f"expected one of {', '.join(_ORDERS)}"
        raise msgspec.ValidationError(message)
    return str(word)


def _entries(entries: object) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for replica, held in msgspec.convert(entries, dict[str, Any]).items():
        if isinstance(held, list | tuple):
            added, taken = held
            whole[replica] = (_whole(added), _whole(taken))
        else:
            whole[replica] = _whole(held)
    return whole


class _Exported(msgspec.Struct):
    bytes: str


def _outcome(word: object) -> str | None:
    if word not in (None, "done", "unknown"):
        message = "expected null, or done or unknown where an update was interrupted"
        raise msgspec.ValidationError(message)
    return None if word is None else str(word)


def _text_or_nothing(text: object) -> str | None:
    return msgspec.convert(text, _Exported).bytes if isinstance(text, dict) else msgspec.convert(text, str | None)


def _nothing(result: object) -> None:
    msgspec.convert(result, None)


_SHAPES: dict[type[Request], Callable[[Any], Any]] = {
    protocol.Value: _whole,
    protocol.Compare: _order,
    protocol.Entries: _entries,
    protocol.Send: _text_or_nothing,
    protocol.Stamp: _text_or_nothing,
    protocol.Sort: lambda names: msgspec.convert(names, list[str]),
    protocol.Crash: _outcome,
    protocol.Greet: lambda hello: msgspec.convert(hello, Hello),
}
_PLAIN: dict[type[Request], type] = {
    **{verb: type(None) for verb in protocol.REQUESTS if verb not in _SHAPES},
    protocol.Value: int,
    protocol.Send: str,
    protocol.Stamp: str,
}


def shaped(request: Request, result: Any) -> Any:  # noqa: ANN401 — every verb has a result of its own
    """Return a result in the one form that it has inside the harness, or :class:`Broken` where it has a wrong shape.

    >>> shaped(protocol.Value("A"), "9007199254740993")
    9007199254740993
    >>> shaped(protocol.Value("A"), True).cause
    'protocol'
    """
    kind = type(request)
    if type(result) is _PLAIN.get(kind):
        return result
    try:
        return _SHAPES.get(kind, _nothing)(result)
    except (msgspec.ValidationError, ValueError, KeyError, TypeError) as wrong:
        verb = request.__struct_config__.tag
        return Broken("protocol", f"{verb} was answered {_shown(repr, result):.200}: {wrong}")


def _shown(show: Callable[[Any], str], what: object) -> str:
    """Return what ``show`` says; what comes out of a target may not even show itself."""
    try:
        return show(what)
    except Exception as failure:  # noqa: BLE001 — whatever a target's own methods raise
        return f"a {type(what).__name__} that cannot be shown ({type(failure).__name__})"


_SHORTEST = 0.01
"""The least number of seconds between two looks, so that looking leaves time for anything else."""


class _Stuck(BaseException):
    """Raised inside a target that answers nothing; no honest ``except Exception`` swallows it."""


class InProcess:
    """A target in this process, under a watchdog.

    The watchdog needs signals, so it watches in the main thread of a Unix process only; a target that hangs inside
    compiled code cannot be helped from here. Both are met by starting the target as a process of its own.
    """

    def __init__(self, factory: Callable[[], Any], timeout: float | None = 2.0) -> None:
        """Make a fresh target; ``timeout`` is in seconds a request, None to wait for ever.

        Raises:
            Exception: whatever the factory raises.

        """
        self._target = factory()
        self._timeout = timeout
        asked: tuple[type[Request], ...] = (*protocol.REQUESTS, protocol.Unknown)
        self._verbs = {request: self._verb(request) for request in asked}
        self._broken: Broken | None = None
        self._answers: Answers = []
        self._seen = -1

    def _verb(self, request: type[Request]) -> Callable[..., Any]:
        if request is protocol.Send:
            return self._send
        if request is protocol.Greet:
            return lambda _version: self._target.hello()
        if request is protocol.Bye:
            return lambda: None
        verb: Callable[..., Any] = getattr(self._target, str(request.__struct_config__.tag), _not_offered)
        return verb

    def _send(self, replica: str, message: str, delta: bool) -> str | None:  # noqa: FBT001 — a field of the request
        text: str | None = getattr(self._target, "send_delta" if delta else "send", _not_offered)(replica, message)
        return text

    def state(self, message: str) -> object:
        """Return the library's own value behind a message, where the target gives it away.

        Raises:
            NotOffered: it does not.

        """
        return getattr(self._target, "state", _not_offered)(message)

    def hello(self) -> Hello | Broken:
        """Return what the target says of itself."""
        claims = self.play([protocol.Greet()])[0]
        return claims if isinstance(claims, Hello | Broken) else Broken("protocol", f"hello was answered {claims!r}")

    def play(self, requests: Sequence[Request], /) -> Answers:
        """Put all requests, one after the other."""
        if self._broken:
            return [self._broken]
        answers: Answers = []
        self._answers = answers
        append, answer = answers.append, self.answer
        with self._watched():
            for request in requests:
                append(answer(request))
                if self._broken:
                    return answers
        if self._broken:
            append(self._broken)
        return answers

    def answer(self, request: Request) -> Any:  # noqa: ANN401 — every verb has a result of its own
        """Put one request, and wait for its answer however long that takes."""
        try:
            result = self._verbs[type(request)](*msgspec.structs.astuple(request))
        except Rejected as refusal:
            return Refused(refusal.code, refusal.text)
        except NotOffered:
            return UNSUPPORTED
        except Exception as failure:  # noqa: BLE001 — whatever a target raises is its answer
            return Failed(f"{type(failure).__name__}: {_shown(str, failure)}")
        except (SystemExit, GeneratorExit) as exit_:
            self._broken = Broken("crash", f"it asked this process to end: {exit_!r}")
            return self._broken
        return shaped(request, result)

    def play_all(self, scripts: Iterable[Sequence[Request]], /) -> Iterator[Answers]:
        """Play one script after the other."""
        return map(self.play, scripts)

    def close(self) -> None:
        """Nothing needs to end."""

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        main = threading.current_thread() is threading.main_thread()
        if self._timeout is None or not main or not hasattr(signal, "setitimer"):
            yield
            return
        self._seen = -1
        before = signal.signal(signal.SIGALRM, self._look)
        interval = max(self._timeout, _SHORTEST)
        signal.setitimer(signal.ITIMER_REAL, interval, interval)
        try:
            yield
        except _Stuck:
            self._broken = Broken("timeout", f"request {len(self._answers) + 1} had no answer in {self._timeout:g} s")
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def _look(self, *_: object) -> None:
        """Called every ``timeout`` seconds: stuck is who answered nothing since the last look."""
        if len(self._answers) == self._seen:
            raise _Stuck
        self._seen = len(self._answers)


def _not_offered(*_: object) -> None:
    raise NotOffered
