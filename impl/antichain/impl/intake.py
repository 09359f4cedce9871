"""Reading what a request carries, no more of it than was agreed and no longer than that takes."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar

import msgspec
from starlette.requests import ClientDisconnect

from antichain.impl.failures import Invalid
from antichain.impl.problems import Problem

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from starlette.requests import Request

__all__ = ["Intake", "fields", "value"]

S = TypeVar("S", bound=msgspec.Struct)


class Intake:
    """Reads the bodies of all requests of one kind to one server, and knows how much of them it holds."""

    def __init__(self, room: int, seconds: float) -> None:
        """Hold at most ``room`` bytes at one time; a body may take so many seconds to arrive."""
        self._room, self._seconds = room, seconds
        self._held = 0

    @asynccontextmanager
    async def body(self, request: Request, limit: int) -> AsyncIterator[bytes]:
        """Hold the body of a request, of at most ``limit`` bytes.

        Raises:
            Problem: it is too large, too slow, broken off, or all bodies together are too much.

        """
        held, parts = 0, []
        try:
            try:
                async with asyncio.timeout(self._seconds):
                    async for part in request.stream():
                        held += len(part)
                        self._held += len(part)
                        self._refuse(held, limit)
                        parts.append(part)
            except TimeoutError:
                message = f"the body did not arrive within {self._seconds:g} s"
                raise Problem(HTTPStatus.REQUEST_TIMEOUT, "slow", message, hang_up=True) from None
            except ClientDisconnect:
                raise Problem(HTTPStatus.BAD_REQUEST, "broken-off", "the body broke off", hang_up=True) from None
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
    """Return what a client wrote as JSON; an empty body is an empty object, whatever it is called.

    >>> from antichain.impl.api import NewLike
    >>> value(NewLike, b'{"by": -1}', "application/json")
    Traceback (most recent call last):
    antichain.impl.failures.Invalid: Expected `int` >= 1 - at `$.by`

    Raises:
        Invalid: a field is missing, unknown, or out of its range.
        Problem: it is no JSON.

    """
    if body and media.partition(";")[0].strip().lower() != "application/json":
        message = f"content of type {media[:80]!r} is not read here; send application/json"
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not-json", message)
    try:
        return msgspec.json.decode(body or b"{}", type=kind)
    except msgspec.ValidationError as error:
        raise Invalid(str(error)) from None
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        message = f"the body is no JSON: {_reason(body, error)}"
        raise Problem(HTTPStatus.BAD_REQUEST, "malformed", message) from None


def _reason(body: bytes, error: Exception) -> str:
    """Return why it is no JSON, where what msgspec says is misleading."""
    try:
        body.decode()
        json.loads(body, parse_constant=int)  # NaN, which is no JSON, is no number to it either
    except UnicodeDecodeError as wrong:
        return f"byte {wrong.start}, 0x{body[wrong.start]:02x}, is no UTF-8"
    except (ValueError, RecursionError):
        return str(error)
    return "an escape in it, such as \\ud800, is half a letter"


def fields(kind: type[S], query: Mapping[str, str]) -> S:
    """Return what a client asked for in the query of an address.

    Raises:
        Invalid: a field is out of its range.

    """
    try:
        return msgspec.convert(dict(query), kind, strict=False)
    except msgspec.ValidationError as error:
        raise Invalid(str(error)) from None
