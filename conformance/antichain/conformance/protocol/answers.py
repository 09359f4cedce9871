"""Answers: the possible answers of a target, each in one form inside the harness.

A request has a result, or the target refuses it, does not support it, or fails. A result can have a wrong shape. A
broken target answers nothing more.
"""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from numbers import Integral
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import msgspec

from antichain.conformance.protocol import requests
from antichain.conformance.protocol.claims import LARGEST_EXACT, Digits, Hello
from antichain.conformance.protocol.hello_mistakes import hello_mistake
from antichain.conformance.protocol.mistakes import expected_result

if TYPE_CHECKING:
    from collections.abc import Callable

    from antichain.conformance.protocol.requests import Request

__all__ = [
    "CODES",
    "UNSUPPORTED",
    "Answer",
    "Answers",
    "Broken",
    "Failed",
    "Misshapen",
    "Refused",
    "UnsupportedAnswer",
    "in_words",
    "shaped",
    "shown",
]

Answer: TypeAlias = Any
"""The answer to one request: a result, whose type depends on the verb, or one of the structs below."""
Answers: TypeAlias = list[Answer]
"""One answer for each request; a :class:`Broken` is the last."""


CODES = ("negative", "not-an-integer", "overflow", "identity", "malformed", "unknown-replica")
"""The codes with which an implementation can refuse."""


class Refused(msgspec.Struct, frozen=True):
    """The implementation refuses by contract; its state is unchanged."""

    code: str
    text: str = ""


class UnsupportedAnswer(msgspec.Struct, frozen=True):
    """The adapter does not know the verb, or does not offer the option."""


class Failed(msgspec.Struct, frozen=True):
    """The implementation failed unexpectedly."""

    text: str


class Misshapen(msgspec.Struct, frozen=True):
    """A result of a wrong shape, in the words of the protocol; the target answers further requests."""

    verb: str
    result: str
    expected: str

    @property
    def text(self) -> str:
        """The sentence about the result.

        >>> Misshapen("value", "true", "a whole number").text
        'value was answered true; expected a whole number'
        """
        return f"{self.verb} was answered {self.result:.200}; expected {self.expected}"


class Broken(msgspec.Struct, frozen=True):
    """The target itself broke: it gives no further answer."""

    cause: Literal["protocol", "timeout", "crash"]
    detail: str


UNSUPPORTED = UnsupportedAnswer()


_KEPT = 1000
"""The number of characters that are kept of a result of a wrong shape."""
_ORDERS = ("before", "after", "equal", "concurrent", "unordered")


def _whole(number: object) -> int:
    """Return a whole number of any type: in process, also one of another library, a Decimal or a Fraction."""
    if isinstance(number, float) and number.is_integer() and abs(number) <= LARGEST_EXACT:
        return int(number)
    if isinstance(number, str):
        return int(msgspec.convert(number, Digits))
    if isinstance(number, Integral) and not isinstance(number, bool):
        return int(number)
    if isinstance(number, Decimal | Fraction) and number == int(number):
        return int(number)
    return msgspec.convert(number, int)


def _order(word: object) -> str:
    if word not in _ORDERS:
        message = f"expected one of {', '.join(_ORDERS)}"
        raise msgspec.ValidationError(message)
    return _text(word)


def _text(text: object) -> str:
    """Return a text as a plain one: in process, it may be a member of an enumeration, or of another type of text."""
    return str.__str__(msgspec.convert(text, str))


def _entries(entries: object) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for name, held in msgspec.convert(entries, dict[str, Any]).items():
        replica = name if type(name) is str else _text(name)
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
    if isinstance(text, dict):
        return msgspec.convert(text, _Exported).bytes
    return None if text is None else _text(text)


def _hello(claims: object) -> Hello:
    if mistake := hello_mistake(claims):
        raise msgspec.ValidationError(mistake)
    return msgspec.convert(claims, Hello)


def _nothing(result: object) -> None:
    msgspec.convert(result, None)


_SHAPES: dict[type[Request], Callable[[Any], Any]] = {
    requests.Value: _whole,
    requests.Compare: _order,
    requests.Entries: _entries,
    requests.Send: _text_or_nothing,
    requests.Stamp: _text_or_nothing,
    requests.Digest: _text,
    requests.Sort: lambda names: [_text(name) for name in msgspec.convert(names, list[Any])],
    requests.Crash: _outcome,
    requests.Greet: _hello,
}
_PLAIN: dict[type[Request], type] = {
    **{verb: type(None) for verb in requests.REQUESTS if verb not in _SHAPES},
    requests.Value: int,
    requests.Send: str,
    requests.Stamp: str,
}


def shaped(request: Request, result: object) -> Answer:
    """Return a result in its form inside the harness, or :class:`Misshapen` if it has a wrong shape.

    A wrong hello breaks the target, since nothing is known about it then.

    >>> shaped(requests.Value("A"), "9007199254740993")
    9007199254740993
    >>> shaped(requests.Value("A"), True).result
    'true'
    """
    kind = type(request)
    if type(result) is _PLAIN.get(kind):
        return result
    try:
        return _SHAPES.get(kind, _nothing)(result)
    except (msgspec.ValidationError, ValueError, KeyError, TypeError, ArithmeticError) as wrong:
        said = shown(in_words, result)
        if kind is requests.Greet:
            return Broken("protocol", f"hello was answered {said:.200}; {hello_mistake(result) or wrong}")
        return Misshapen(str(request.__struct_config__.tag), said[:_KEPT], expected_result(request, result))


def in_words(answer: Answer) -> str:
    """Return an answer for messages, as the protocol writes it, or as Python does if JSON has no form for it.

    >>> in_words(True), in_words(Refused("negative")), in_words(1j), in_words(float("nan"))
    ('true', 'rejected as negative', '1j', 'NaN')
    """
    match answer:
        case Refused(code):
            return f"rejected as {code}"
        case UnsupportedAnswer():
            return "unsupported"
        case Failed(text):
            return f"error: {text}"
        case Broken(_, detail) | Misshapen(_, detail):
            return detail
    try:
        numeric = isinstance(answer, float) and not isfinite(answer)  # JSON has no form for it
        return json.dumps(answer) if numeric else msgspec.json.encode(answer).decode()
    except (TypeError, ValueError, OverflowError, RecursionError, msgspec.MsgspecError):
        return repr(answer)


def shown(show: Callable[[Any], str], what: object) -> str:
    """Return the text of ``show``; a value of a target may raise an error even here."""
    try:
        return show(what)
    except Exception as failure:  # noqa: BLE001 — methods of a target may raise any error
        return f"a {type(what).__name__} that cannot be shown ({type(failure).__name__})"
