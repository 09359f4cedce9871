"""The mistakes of adapters, each as a sentence: the finding, the expectation, and the remedy.

The sentences are about lines that are not an answer; :mod:`hello_mistakes` has those about the answer to hello.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

import msgspec

from antichain.conformance.protocol import requests

if TYPE_CHECKING:
    from antichain.conformance.protocol.requests import Request

__all__ = ["expected_result", "not_an_answer", "not_one_of_four", "shown_line", "wrong_id"]

_SHOWN = 200
_WHOLE = "a whole number (beyond 2^53 - 1, as a string of digits)"
_EXPORT = 'null, or {"bytes":TEXT} if hello offers wire'
_NO_NUMBER = "; JSON has no NaN and no Infinity, so a library that computes one may be shown as null"
_EXPECTED: dict[type[Request], str] = {
    requests.Greet: "an object with protocol, name and kinds",
    requests.Value: _WHOLE,
    requests.Compare: "one of before, after, equal, concurrent, unordered",
    requests.Entries: 'an object of whole numbers, such as {"A":2}',
    requests.Send: _EXPORT,
    requests.Stamp: _EXPORT,
    requests.Digest: "a text",
    requests.Sort: "the names of the messages, in order",
    requests.Crash: "null, or done or unknown where an update was interrupted",
}


def shown_line(line: bytes) -> str:
    r"""Return the first 200 bytes of a line as text.

    >>> shown_line(b"h\xf6nest")
    'h\\xf6nest'
    """
    return line[:_SHOWN].decode(errors="backslashreplace")


def expected_result(request: Request, result: object = "") -> str:
    """Return what the result of a request must be, in words; ``result`` is the wrong one, which may need a remark.

    >>> expected_result(requests.Increment("A"))
    'null, since increment has no result'
    """
    verb = request.__struct_config__.tag
    due = _EXPECTED.get(type(request), f"null, since {verb} has no result")
    if not isinstance(request, requests.Value | requests.Entries):
        return due
    held = list(result.values()) if isinstance(result, dict) else [result]
    pairs = [each for each in held if isinstance(each, list | tuple)]
    numbers = [each for each in held if not isinstance(each, list | tuple)] + [each for pair in pairs for each in pair]
    if pairs and isinstance(request, requests.Entries):
        due = 'an object of pairs of whole numbers, such as {"A":[2,1]}'
    return f"{due}{_NO_NUMBER}" if any(map(_is_no_number, numbers)) else due


def _is_no_number(value: object) -> bool:
    """Return whether a value may stand for a number that JSON does not have."""
    return value is None or (isinstance(value, float) and not isfinite(value))


def wrong_id(found: int, due: int) -> str:
    """Return the sentence about an answer to request ``found`` where the one to request ``due`` was expected.

    >>> wrong_id(4, 3)
    'no answer to request 3, but one to request 4; answer every request once, in order, and with its id'
    """
    if found > due:
        return (
            f"no answer to request {due}, but one to request {found};"
            " answer every request once, in order, and with its id"
        )
    if found > 0:
        return f"request {found} is answered again where {due} was due; answer every request once, and with its id"
    return f"an answer has the id {found} where {due} was due; copy the id of the request into its answer"


def not_an_answer(line: bytes, wrong: Exception) -> str:
    """Return the sentence about a line that cannot be read as an answer; ``wrong`` is the error of the reader.

    >>> not_an_answer(b"{", msgspec.DecodeError("Input data was truncated"))
    'an answer goes over several lines, the first of which is {; write each answer on one line'
    """
    if isinstance(wrong, msgspec.ValidationError):
        return _wrong_fields(line, str(wrong))
    if isinstance(wrong, RecursionError):
        return f"an answer nests too many lists or objects to be read: {shown_line(line)}; write the result alone"
    try:
        text = line.decode().strip()
    except UnicodeDecodeError:
        return f"standard output is not UTF-8: {shown_line(line)}; write UTF-8"
    if not text:
        return "standard output has an empty line; write one line for each answer, and no other"
    if text.startswith(("{", "[")) and "truncated" in str(wrong):
        first = shown_line(line)
        return f"an answer goes over several lines, the first of which is {first}; write each answer on one line"
    return _foreign(line)


def _wrong_fields(line: bytes, wrong: str) -> str:
    if "$.id" in wrong or "`id`" in wrong:
        return (
            f"an answer without the id of its request as a whole number: {shown_line(line)}; copy the id of the request"
        )
    if not line.lstrip().startswith(b"{"):
        return _foreign(line)
    return (
        f"an answer has other fields than id and one of ok, reject (with text), unsupported and error ({wrong}):"
        f" {shown_line(line)}; write no other field"
    )


def _foreign(line: bytes) -> str:
    return (
        f"standard output has a line that is not an answer, {shown_line(line)!r};"
        " write answers alone to it, the rest to standard error"
    )


def not_one_of_four(line: bytes) -> str:
    """Return the sentence about an answer that does not have exactly one of the four fields."""
    return (
        "an answer needs exactly one of ok, reject, unsupported and error"
        f' (null where there is no result: {{"id":1,"ok":null}}): {shown_line(line)}'
    )
