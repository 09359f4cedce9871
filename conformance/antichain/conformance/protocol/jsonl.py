"""JSON lines: how requests and answers are written, and how they are read back with validation."""

from __future__ import annotations

import json
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

import msgspec

from antichain.conformance.protocol import mistakes, requests
from antichain.conformance.protocol.answers import (
    UNSUPPORTED,
    Answer,
    Broken,
    Failed,
    Misshapen,
    Refused,
    UnsupportedAnswer,
    shaped,
)
from antichain.conformance.protocol.claims import Digits, amount

if TYPE_CHECKING:
    from antichain.conformance.protocol.requests import Request

__all__ = ["AnswerLine", "id_of", "read_answer", "read_request", "write_answer", "write_request"]


class AnswerLine(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """One line of a target: exactly one of ``ok``, ``reject``, ``unsupported`` and ``error``, with the request's id."""

    id: int
    ok: Any = msgspec.UNSET
    reject: str | msgspec.UnsetType = msgspec.UNSET
    text: str | None = ""
    unsupported: bool | msgspec.UnsetType = msgspec.UNSET
    error: str | msgspec.UnsetType = msgspec.UNSET


class _Id(msgspec.Struct):
    id: int


_encode = msgspec.json.Encoder().encode
_read = msgspec.json.Decoder(AnswerLine).decode
_read_id = msgspec.json.Decoder(_Id).decode
_read_request = msgspec.json.Decoder(reduce(or_, requests.REQUESTS)).decode

_LONGEST_TEXT = 1000
"""The largest number of characters of a kept text for people."""
_NUMBERED = frozenset(
    {requests.Increment, requests.Decrement, requests.Construct, requests.Crash}
)  # few requests have numbers


def _portable(request: Request) -> Request:
    """Return the request with whole numbers in their form on the wire."""
    match request:
        case requests.Increment(replica, by) | requests.Decrement(replica, by) if isinstance(by, int):
            return type(request)(replica, amount(by))
        case requests.Crash(replica, requests.During() as during):
            told = msgspec.UNSET if during.op == "receive" else amount(during.by)
            return requests.Crash(replica, msgspec.structs.replace(during, by=told))
        case requests.Construct(message, entries):
            return requests.Construct(
                message,
                {r: (amount(n[0]), amount(n[1])) if isinstance(n, tuple) else amount(n) for r, n in entries.items()},
            )
    return request


def write_request(number: int, request: Request) -> bytes:
    r"""Return the line that puts a request.

    >>> write_request(1, requests.Greet())
    b'{"id":1,"op":"hello","protocol":1}\n'
    >>> write_request(2, requests.Crash("A", requests.During("receive", message="m")))
    b'{"id":2,"op":"crash","replica":"A","during":{"op":"receive","message":"m"}}\n'
    """
    return b'{"id":%d,%b\n' % (number, _encode(_portable(request) if type(request) in _NUMBERED else request)[1:])


def id_of(line: bytes) -> int | None:
    """Return the id in a line, or None if the line is not a JSON object with an id.

    >>> id_of(b'{"id":7,"ok":null}'), id_of(b"hello")
    (7, None)
    """
    try:
        return _read_id(line).id
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def read_request(line: bytes) -> tuple[int, Request | None]:
    """Return a line's id and request; the request is None if the verb is unknown or a field has a wrong shape.

    >>> read_request(b'{"id":7,"op":"dance"}')
    (7, None)

    Raises:
        msgspec.DecodeError: the line is not a JSON object with an id.

    """
    try:
        request = _read_request(line)
        return _read_id(line).id, _with_numbers(request) if type(request) in _NUMBERED else request
    except msgspec.ValidationError:
        return _read_id(line).id, None


def _with_numbers(request: Request) -> Request:
    """Return the request with whole numbers as numbers; large ones travel as strings."""
    match request:
        case requests.Increment(replica, by) | requests.Decrement(replica, by) if isinstance(by, str):
            return type(request)(replica, _number(by))
        case requests.Crash(replica, requests.During() as during):
            return requests.Crash(replica, msgspec.structs.replace(during, by=_number(during.by)))
        case requests.Construct(message, entries):
            return requests.Construct(
                message,
                {r: (_number(n[0]), _number(n[1])) if isinstance(n, tuple) else _number(n) for r, n in entries.items()},
            )
    return request


def _number(written: Any) -> Any:  # noqa: ANN401 — a value that is not a number reaches the target unchanged
    try:
        return int(msgspec.convert(written, Digits))
    except (msgspec.ValidationError, ValueError):
        return written


def write_answer(number: int, answer: Answer) -> bytes:
    r"""Return the line that answers request ``number``.

    >>> write_answer(1, 2**53)
    b'{"id":1,"ok":"9007199254740992"}\n'
    >>> write_answer(2, Refused("negative"))
    b'{"id":2,"reject":"negative"}\n'
    """
    match answer:
        case None | str():  # most answers
            line = AnswerLine(number, ok=answer)
        case Refused(code, text):
            line = AnswerLine(number, reject=code, text=text)
        case UnsupportedAnswer():
            line = AnswerLine(number, unsupported=True)
        case Misshapen():
            return _misshapen(number, answer)
        case Failed(text) | Broken(_, text):
            line = AnswerLine(number, error=text)
        case int():
            line = AnswerLine(number, ok=amount(answer))
        case dict():
            line = AnswerLine(
                number, ok={r: [*map(amount, n)] if isinstance(n, tuple) else amount(n) for r, n in answer.items()}
            )
        case _:
            line = AnswerLine(number, ok=answer)
    return _encode(line) + b"\n"


def _misshapen(number: int, answer: Misshapen) -> bytes:
    """Return the line of a result of a wrong shape as the target gave it, or an error if JSON cannot express it."""
    try:
        line = AnswerLine(number, ok=msgspec.json.decode(answer.result))
    except (msgspec.DecodeError, RecursionError):
        line = AnswerLine(number, error=answer.text)
    return _encode(line) + b"\n"


def _without_json(number: int, request: Request, line: bytes) -> Misshapen | None:
    """Return the result in a line that would be an answer if JSON had NaN and Infinity, as some writers believe."""
    if b"NaN" not in line and b"Infinity" not in line:
        return None
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or data.keys() != {"id", "ok"} or data["id"] != number:
        return None
    answer = shaped(request, data["ok"])
    return answer if isinstance(answer, Misshapen) else None


def read_answer(number: int, request: Request, line: bytes) -> Answer:
    """Return the answer to request ``number`` in a line, or :class:`Broken` if the line is not an answer to it.

    >>> read_answer(1, requests.Value("A"), b'{"id":1,"ok":3}')
    3
    >>> read_answer(2, requests.Value("A"), b'{"id":1,"ok":3}').cause
    'protocol'
    >>> read_answer(3, requests.Increment("A", -1), b'{"id":3,"reject":"negative","text":null}')
    Refused(code='negative', text='')
    >>> read_answer(1, requests.Value("A"), b'{"id":1,"ok":NaN}').result
    'NaN'
    """
    try:
        answer = _read(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        return _without_json(number, request, line) or Broken("protocol", mistakes.not_an_answer(line, wrong))
    if answer.id != number:
        return Broken("protocol", mistakes.wrong_id(answer.id, number))
    parts = [answer.ok, answer.reject, answer.unsupported, answer.error]
    if parts.count(msgspec.UNSET) != len(parts) - 1 or answer.unsupported is False:
        return Broken("protocol", mistakes.not_one_of_four(line))
    if answer.ok is not msgspec.UNSET:
        return shaped(request, answer.ok)
    if isinstance(answer.reject, str):
        return Refused(answer.reject[:_LONGEST_TEXT], (answer.text or "")[:_LONGEST_TEXT])
    return Failed(answer.error[:_LONGEST_TEXT]) if isinstance(answer.error, str) else UNSUPPORTED
