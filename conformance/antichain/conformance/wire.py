"""JSON lines: how requests and answers are written, and how they are read back with validation."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

import msgspec

from antichain.conformance import protocol
from antichain.conformance.connection import shaped
from antichain.conformance.protocol import Broken, Failed, Refused, Request, Unsupported, amount

__all__ = ["Answer", "read_answer", "read_request", "write_answer", "write_request"]


class Answer(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One line of a target: exactly one of ``ok``, ``reject``, ``unsupported`` and ``error``, with the request's id."""

    id: int
    ok: Any = msgspec.UNSET
    reject: str | msgspec.UnsetType = msgspec.UNSET
    text: str = ""
    unsupported: bool | msgspec.UnsetType = msgspec.UNSET
    error: str | msgspec.UnsetType = msgspec.UNSET


class _Id(msgspec.Struct):
    id: int


_encode = msgspec.json.Encoder().encode
_read = msgspec.json.Decoder(Answer).decode
_read_id = msgspec.json.Decoder(_Id).decode
_read_request = msgspec.json.Decoder(reduce(or_, protocol.REQUESTS)).decode

_LONGEST_TEXT = 1000
"""What is written for people is kept up to so many characters."""
_NUMBERED = frozenset(
    {protocol.Increment, protocol.Decrement, protocol.Construct, protocol.Crash}
)  # few of all that travel


def _portable(request: Request) -> Request:
    """Return the request with whole numbers in the form in which they travel."""
    match request:
        case protocol.Increment(replica, by) | protocol.Decrement(replica, by) if isinstance(by, int):
            return type(request)(replica, amount(by))
        case protocol.Crash(replica, protocol.During(op, by)):
            return protocol.Crash(replica, protocol.During(op, amount(by)))
        case protocol.Construct(message, entries):
            return protocol.Construct(
                message,
                {r: (amount(n[0]), amount(n[1])) if isinstance(n, tuple) else amount(n) for r, n in entries.items()},
            )
    return request


def write_request(number: int, request: Request) -> bytes:
    r"""Return the line that puts a request.

    >>> write_request(1, protocol.Greet())
    b'{"id":1,"op":"hello","protocol":1}\n'
    """
    return b'{"id":%d,%b\n' % (number, _encode(_portable(request) if type(request) in _NUMBERED else request)[1:])


def read_request(line: bytes) -> tuple[int, Request | None]:
    """Return a line's id and request; None where the verb is unknown or a field has a wrong shape.

    >>> read_request(b'{"id":7,"op":"dance"}')
    (7, None)

    Raises:
        msgspec.DecodeError: the line is no JSON object with an id.

    """
    try:
        request = _read_request(line)
        return _read_id(line).id, _with_numbers(request) if type(request) in _NUMBERED else request
    except msgspec.ValidationError:
        return _read_id(line).id, None


def _with_numbers(request: Request) -> Request:
    """Return the request with whole numbers as numbers, however they travelled."""
    match request:
        case protocol.Increment(replica, by) | protocol.Decrement(replica, by) if isinstance(by, str):
            return type(request)(replica, _number(by))
        case protocol.Crash(replica, protocol.During(op, by)):
            return protocol.Crash(replica, protocol.During(op, _number(by)))
        case protocol.Construct(message, entries):
            return protocol.Construct(
                message,
                {r: (_number(n[0]), _number(n[1])) if isinstance(n, tuple) else _number(n) for r, n in entries.items()},
            )
    return request


def _number(written: Any) -> Any:  # noqa: ANN401 — what is no number goes to the target as it came
    try:
        return int(msgspec.convert(written, protocol.Digits))
    except (msgspec.ValidationError, ValueError):
        return written


def write_answer(number: int, answer: Any) -> bytes:  # noqa: ANN401 — every verb has a result of its own
    r"""Return the line that answers request ``number``.

    >>> write_answer(1, 2**53)
    b'{"id":1,"ok":"9007199254740992"}\n'
    >>> write_answer(2, Refused("negative"))
    b'{"id":2,"reject":"negative"}\n'
    """
    match answer:
        case None | str():  # most answers
            line = Answer(number, ok=answer)
        case Refused(code, text):
            line = Answer(number, reject=code, text=text)
        case Unsupported():
            line = Answer(number, unsupported=True)
        case Failed(text) | Broken(_, text):
            line = Answer(number, error=text)
        case int():
            line = Answer(number, ok=amount(answer))
        case dict():
            line = Answer(
                number, ok={r: [*map(amount, n)] if isinstance(n, tuple) else amount(n) for r, n in answer.items()}
            )
        case _:
            line = Answer(number, ok=answer)
    return _encode(line) + b"\n"


def read_answer(number: int, request: Request, line: bytes) -> Any:  # noqa: ANN401 — every verb has a result of its own
    """Return what a line answers to request ``number``, or :class:`Broken` where it is no answer to it.

    >>> read_answer(1, protocol.Value("A"), b'{"id":1,"ok":3}')
    3
    >>> read_answer(2, protocol.Value("A"), b'{"id":1,"ok":3}').cause
    'protocol'
    """
    try:
        answer = _read(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        return Broken("protocol", f"not an answer ({wrong}): {_shown(line)}")
    if answer.id != number:
        return Broken("protocol", f"answer to {answer.id} where {number} was due: {_shown(line)}")
    parts = [answer.ok, answer.reject, answer.unsupported, answer.error]
    if parts.count(msgspec.UNSET) != len(parts) - 1 or answer.unsupported is False:
        return Broken("protocol", f"needs exactly one of ok, reject, unsupported and error: {_shown(line)}")
    if answer.ok is not msgspec.UNSET:
        return shaped(request, answer.ok)
    if isinstance(answer.reject, str):
        return Refused(answer.reject[:_LONGEST_TEXT], answer.text[:_LONGEST_TEXT])
    return Failed(answer.error[:_LONGEST_TEXT]) if isinstance(answer.error, str) else protocol.UNSUPPORTED


def _shown(line: bytes) -> str:
    return line[:200].decode(errors="backslashreplace")
