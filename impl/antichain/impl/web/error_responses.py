"""The answer to a request that fails: a status, a code for machines, a sentence for people."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from msgspec import json
from starlette.exceptions import HTTPException
from starlette.responses import Response

from antichain.impl.feed import errors
from antichain.impl.web.schemas import Failed, Told

if TYPE_CHECKING:
    from starlette.requests import Request

__all__ = ["Problem", "answer_to", "response"]

_log = logging.getLogger(__name__)

_STATUS: dict[type[errors.FeedError], HTTPStatus] = {
    errors.Unauthentic: HTTPStatus.UNAUTHORIZED,
    errors.Malformed: HTTPStatus.BAD_REQUEST,
    errors.WrongProtocol: HTTPStatus.BAD_REQUEST,
    errors.Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    errors.NoSuchPost: HTTPStatus.NOT_FOUND,
    errors.NoSuchPeer: HTTPStatus.NOT_FOUND,
    errors.KeyReused: HTTPStatus.CONFLICT,
    errors.DiskFull: HTTPStatus.INSUFFICIENT_STORAGE,
}

_HINTS = {HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": "1"}, HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": "Bearer"}}


class Problem(errors.FeedError):
    """A request that the service itself refuses."""

    def __init__(self, status: HTTPStatus, code: str, message: str, *, hang_up: bool = False) -> None:
        """Refuse with that status; ``hang_up`` closes the connection, since the rest of the request is not read."""
        super().__init__(message)
        self.status, self.reason, self.hang_up = status, code, hang_up


def response(error: errors.FeedError) -> Response:
    """Return the answer to a request that failed with a known error."""
    if isinstance(error, Problem):
        headers = {"Connection": "close"} if error.hang_up else {}
        return _response(error.status, error.reason, str(error), headers)
    return _response(_STATUS.get(type(error), HTTPStatus.SERVICE_UNAVAILABLE), error.code, str(error))


async def answer_to(request: Request, error: Exception) -> Response:
    """Return the answer to a request that failed with any error; Starlette calls it."""
    if isinstance(error, errors.FeedError):
        return response(error)
    if isinstance(error, HTTPException):
        status = HTTPStatus(error.status_code)
        message = f"{request.method} {request.url.path[:200]}: {status.phrase.lower()}"
        return _response(status, status.phrase.lower().replace(" ", "-"), message, dict(error.headers or {}))
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return _response(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "the server made a mistake; its log has more")


def _response(status: HTTPStatus, code: str, message: str, headers: dict[str, str] | None = None) -> Response:
    body = json.encode(Failed(Told(code, message.encode("utf-8", "replace").decode())))
    return Response(body, status, _HINTS.get(status, {}) | (headers or {}), media_type="application/json")
