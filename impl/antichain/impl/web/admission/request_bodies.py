"""Reading the body of a request within limits of size and time."""

from __future__ import annotations

import json
import re
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

import msgspec
from starlette.datastructures import QueryParams

from antichain.impl.feed.errors import Invalid
from antichain.impl.web.admission.deadlines import Deadlines
from antichain.impl.web.error_responses import Problem

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from starlette.types import Receive

__all__ = ["KEY", "Intake", "fields", "has_body", "key", "value"]

BOM = b"\xef\xbb\xbf"
"""The mark that some programs write before JSON in UTF-8; a reader may skip it (RFC 8259)."""

KEY = "^[!-~]([ -~]*[!-~])?$"
"""The pattern of an idempotency key: what a header can carry without change."""

_KEY = re.compile(KEY)

S = TypeVar("S", bound=msgspec.Struct)


def has_body(headers: Mapping[bytes, bytes]) -> bool:
    """Return whether a request with these headers has a body, which may be empty."""
    return headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers


class Intake:
    """Reads the bodies of all requests of one kind to one server, and counts the bytes that it holds."""

    def __init__(self, room: int, seconds: float) -> None:
        """Hold at most ``room`` bytes at one time; a body must arrive within the seconds of ``upload``."""
        self._room, self._upload = room, Deadlines(seconds)
        self._held = 0

    @asynccontextmanager
    async def body(self, receive: Receive, headers: Mapping[bytes, bytes], limit: int) -> AsyncIterator[bytes]:
        """Hold the body of a request, of at most ``limit`` bytes.

        Raises:
            Problem: it is too large, too slow, broken off, or all bodies together are too large.

        """
        if not has_body(headers):
            yield b""
            return
        held, parts, more = 0, [], True
        try:
            try:
                with self._upload.deadline():
                    while more:
                        message = await receive()
                        if message["type"] == "http.disconnect":
                            broken = "the body broke off"
                            raise Problem(HTTPStatus.BAD_REQUEST, "broken-off", broken, hang_up=True)
                        part, more = message.get("body", b""), message.get("more_body", False)
                        held += len(part)
                        self._held += len(part)
                        self._refuse(held, limit)
                        parts.append(part)
            except TimeoutError:
                late = f"the body did not arrive within {self._upload.seconds:g} s"
                raise Problem(HTTPStatus.REQUEST_TIMEOUT, "slow", late, hang_up=True) from None
            yield b"".join(parts)
        finally:
            self._held -= held

    def _refuse(self, held: int, limit: int) -> None:
        if held > limit:
            message = f"the body has more than {limit} bytes"
            raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", message, hang_up=True)
        if self._held > self._room:
            message = "too many large requests at once; try again later"
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "overloaded", message, hang_up=True)


def value(kind: type[S], body: bytes, media: str) -> S:
    """Return the JSON body of a request; an empty body of any type is an empty object.

    >>> from antichain.impl.web.schemas import NewLike
    >>> value(NewLike, b'{"by": -1}', "application/json")
    Traceback (most recent call last):
    antichain.impl.feed.errors.Invalid: Expected `int` >= 1 - at `$.by`

    Raises:
        Invalid: a field is missing, unknown, or out of its range.
        Problem: it is not JSON.

    """
    if body and media.partition(";")[0].strip().lower() != "application/json":
        message = f"content of type {media[:80]!r} is not read here; send application/json"
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not-json", message)
    try:
        return msgspec.json.decode(body.removeprefix(BOM) or b"{}", type=kind)
    except msgspec.ValidationError as error:
        try:
            return msgspec.convert(_with_whole_numbers(body), kind)
        except (msgspec.ValidationError, ValueError, RecursionError):
            raise Invalid(str(error)) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        message = f"the body is not JSON: {_reason(body, error)}"
        raise Problem(HTTPStatus.BAD_REQUEST, "malformed", message) from None


def _with_whole_numbers(body: bytes) -> object:
    """Return the JSON with 2.0 read as 2: to JSON Schema both are integers.

    >>> _with_whole_numbers(b'{"by": 2.0}'), _with_whole_numbers(b'{"by": 2.5}')
    ({'by': 2}, {'by': 2.5})
    """

    def number(text: str) -> float | int:
        read = float(text)
        return int(read) if read.is_integer() else read

    return json.loads(body.removeprefix(BOM), parse_float=number)


def _reason(body: bytes, error: Exception) -> str:
    """Return why a body is not JSON; in some cases the message of msgspec is misleading."""
    try:
        body.decode()
        json.loads(body, parse_constant=int)  # it does not read NaN, which is not JSON
    except UnicodeDecodeError as wrong:
        return f"byte {wrong.start}, 0x{body[wrong.start]:02x}, is not UTF-8"
    except (ValueError, RecursionError):
        return str(error)
    return "an escape in it, such as \\ud800, is half a letter"


def key(given: bytes | None) -> str | None:
    """Return the idempotency key of a request, if it has one.

    >>> key(b"a key"), key(None)
    ('a key', None)

    Raises:
        Invalid: the header is empty, or has other characters than a key may have.

    """
    if given is None:
        return None
    text = given.decode("latin-1")
    if not _KEY.match(text):
        message = f"Idempotency-Key: {text[:80]!r} cannot be a key; use 1 to 200 characters of printable ASCII"
        raise Invalid(message)
    return text


def fields(kind: type[S], query: bytes) -> S:
    """Return the fields in the query of an address.

    >>> from antichain.impl.web.schemas import Last
    >>> fields(Last, b"limit=1&limit=2")
    Traceback (most recent call last):
    antichain.impl.feed.errors.Invalid: query: field `limit` is repeated; send it once

    Raises:
        Invalid: a field is unknown, repeated, or out of its range.

    """
    given: dict[str, str] = {}
    for name, text in QueryParams(query).multi_items():
        if name in given:
            message = f"query: field `{name[:80]}` is repeated; send it once"
            raise Invalid(message)
        given[name] = text
    try:
        return msgspec.convert(given, kind, strict=False)  # structs of queries forbid unknown fields
    except msgspec.ValidationError as error:
        raise Invalid(str(error)) from None
