"""Routes whose signature is their contract: it decides the content of request and answer.

A route is a function of the service and of any of these, by name: ``dot`` (from the path), ``query`` and ``body``
(structs, checked), ``key`` (the header Idempotency-Key), ``message`` and ``sender`` (a peer's bytes and name). It
returns a value that is sent as JSON, bytes that are sent unchanged, or an answer of Starlette. The routes and the
OpenAPI document are both made of its signature, so they agree.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from functools import cache
from http import HTTPStatus
from inspect import getdoc
from time import perf_counter
from typing import TYPE_CHECKING, Any, get_type_hints
from urllib.parse import quote, unquote

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from antichain.impl.feed.anti_entropy import PROTOCOL
from antichain.impl.feed.dots import Dot
from antichain.impl.feed.errors import WrongProtocol
from antichain.impl.replication import auth
from antichain.impl.replication.link import FROM, VERSION
from antichain.impl.web.admission import request_bodies
from antichain.impl.web.error_responses import Problem, answer_to

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.types import Receive, Scope, Send

    from antichain.impl.replication.metrics import Timing
    from antichain.impl.web.service import Service

Endpoint = Callable[["Scope", "Receive", "Send", str], Awaitable[None]]
"""Serves one request; the text is the name of an update in its path, or empty."""


class NoFields(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The query of a route that takes none."""


Answering = Callable[["Scope", "Receive", str], Awaitable[bytes | Response]]

__all__ = ["For", "Paths", "Route", "needed", "route"]


class For(Enum):
    """The callers that a route serves."""

    ANYBODY = "anybody"
    CLIENTS = "clients"
    PEERS = "peers"


@dataclass(frozen=True, slots=True)
class Route:
    """One route: a function, its path and its method."""

    method: str
    path: str
    function: Callable[..., Awaitable[Any]]
    whom: For = For.CLIENTS
    status: HTTPStatus = HTTPStatus.OK
    media: str = "application/json"
    carries: bool = False
    """Whether a peer's message to it may carry updates."""

    @property
    def hints(self) -> dict[str, Any]:
        """The types of the function's parameters, by name, and of its result, as ``return``."""
        return _hints(self.function, include_extras=True)

    @property
    def says(self) -> str:
        """The purpose of the route."""
        return getdoc(self.function) or ""


_hints = cache(get_type_hints)  # they never change, and every application needs them


def route(  # noqa: PLR0913 — the parts of a route
    method: str,
    path: str,
    whom: For = For.CLIENTS,
    status: HTTPStatus = HTTPStatus.OK,
    media: str = "application/json",
    *,
    carries: bool = False,
) -> Callable[[Callable[..., Awaitable[Any]]], Route]:
    """Make a route of a function."""
    return lambda function: Route(method, path, function, whom, status, media, carries)


class Paths:
    """The paths of a service, each with the endpoints of its methods.

    A path is found by its parts before and after the name of an update, which may hold any text, also a slash.
    """

    def __init__(self, routes: Sequence[Route], service: Service) -> None:
        """Serve ``routes`` with ``service``."""
        paths: dict[str, dict[str, Endpoint]] = {}
        for route in routes:
            paths.setdefault(route.path, {})[route.method] = _endpoint(route, service)
        served = {path: _with_head(methods) for path, methods in paths.items()}
        self._exact = {path: methods for path, methods in served.items() if "{dot}" not in path}
        self._around: list[tuple[str, str, dict[str, Endpoint]]] = []
        for path, methods in served.items():
            start, dot, end = path.partition("{dot}")
            if dot:
                self._around.append((start, end, methods))
        self._around.sort(key=lambda one: -len(one[1]))  # the longest end first, since the shortest is empty

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> bool:
        """Serve a request; return False if its path is none of these."""
        found = self._found(scope["path"])
        if found is None:
            return False
        methods, dot = found
        endpoint = methods.get(scope["method"])
        if endpoint is None:
            error = HTTPException(HTTPStatus.METHOD_NOT_ALLOWED, headers={"Allow": ", ".join(sorted(methods))})
            await (await answer_to(Request(scope), error))(scope, receive, send)
        else:
            await endpoint(scope, receive, send, dot)
        return True

    def _found(self, path: str) -> tuple[dict[str, Endpoint], str] | None:
        methods = self._exact.get(path)
        if methods is not None:
            return methods, ""
        for start, end, around in self._around:
            if path.startswith(start) and path.endswith(end) and len(path) > len(start) + len(end):
                return around, path[len(start) : len(path) - len(end)]
        return None

    def methods(self) -> dict[str, list[str]]:
        """Return the methods of each path."""
        around = {f"{start}{{dot}}{end}": methods for start, end, methods in self._around}
        return {path: sorted(methods) for path, methods in {**self._exact, **around}.items()}


def _with_head(methods: dict[str, Endpoint]) -> dict[str, Endpoint]:
    return methods | ({"HEAD": methods["GET"]} if "GET" in methods else {})


def _endpoint(route: Route, service: Service) -> Endpoint:
    """Return the endpoint of one route."""
    answer = (_peers if route.whom is For.PEERS else _clients)(route, service)
    timings: dict[int, Timing] = {}
    media = (b"content-type", route.media.encode())

    async def endpoint(scope: Scope, receive: Receive, send: Send, dot: str) -> None:
        start = perf_counter()
        body: bytes | Response
        try:
            service.enter()
            try:
                body = await answer(scope, receive, dot)
            finally:
                service.leave()
            if isinstance(body, StreamingResponse) and scope["method"] == "HEAD":
                # A stream without a reader would not end.
                body = Response(None, body.status_code, {**body.headers})
        except Exception as error:  # noqa: BLE001 — the client gets an answer after any error
            body = await answer_to(Request(scope), error)
        status = body.status_code if isinstance(body, Response) else route.status
        timing = timings.get(status)
        if timing is None:
            timing = timings[status] = service.metrics.timing(route.method, route.path, int(status))
        timing.observe(perf_counter() - start)
        if isinstance(body, Response):
            await body(scope, receive, send)
            return
        headers = [(b"content-length", str(len(body)).encode()), media]
        await send({"type": "http.response.start", "status": route.status.value, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return endpoint


def _clients(route: Route, service: Service) -> Answering:
    hints, function, tokens = route.hints, route.function, service.settings.tokens
    query, body = hints.get("query"), hints.get("body")
    takes_query = query or NoFields
    takes_dot, takes_key, guarded = "dot" in hints, "key" in hints, bool(tokens) and route.whom is For.CLIENTS
    nothing_asked = query and query()
    nothing_said = body() if body and not needed(body) else None

    async def answer(scope: Scope, receive: Receive, dot: str) -> bytes | Response:
        headers: dict[bytes, bytes] = dict(scope["headers"])
        if guarded:
            _admit(headers.get(b"authorization", b""), tokens)
        given: dict[str, Any] = {}
        if takes_dot:
            given["dot"] = Dot.parse(dot)
        if takes_key:
            given["key"] = request_bodies.key(headers.get(b"idempotency-key"))
        asked = scope["query_string"]
        fields = request_bodies.fields(takes_query, asked) if asked else nothing_asked
        if query:
            given["query"] = fields
        if body:
            if not request_bodies.has_body(headers) and nothing_said is not None:
                given["body"] = nothing_said
            else:
                async with service.intake.body(receive, headers, service.settings.limits.body) as data:
                    media = headers.get(b"content-type", b"").decode("latin-1")
                    given["body"] = request_bodies.value(body, data, media)
        return _encoded(await function(service, **given))

    return answer


def _peers(route: Route, service: Service) -> Answering:
    hints, limits, door = route.hints, service.settings.limits, service.doorkeeper
    limit = limits.message if route.carries else limits.question

    async def answer(scope: Scope, receive: Receive, _: str) -> bytes | Response:
        request = Request(scope, receive)
        if (version := request.headers.get(VERSION)) != str(PROTOCOL):
            said = f"header {VERSION} is missing" if version is None else f"the peer speaks protocol {version[:20]}"
            message = f"{said}; this program speaks protocol {PROTOCOL}"
            raise WrongProtocol(message)
        sender, nonce, signature = request.headers.get(FROM, ""), "", request.headers.get(auth.HEADER, "")
        digest = ""
        if door:  # before the body needs memory
            target = scope["raw_path"] + (b"?" + scope["query_string"]).rstrip(b"?")
            what = f"{route.method} {target.decode('ascii', 'replace')}"
            nonce, digest = door.admit_head(sender, what, signature)
        async with service.mail.body(receive, dict(scope["headers"]), limit) as data:
            if door:
                auth.verify_body(data, digest)
            name = unquote(sender)
            service.refuse_cut(name)
            given: dict[str, Any] = {"message": data}
            if "sender" in hints:
                given["sender"] = name
            fields = request_bodies.fields(hints.get("query", NoFields), scope["query_string"])
            if "query" in hints:
                given["query"] = fields
            content = _encoded(await route.function(service, **given))
        response = content if isinstance(content, Response) else Response(content, route.status, media_type=route.media)
        response.headers[FROM] = quote(service.settings.name)
        if service.settings.secret and nonce:
            signed = auth.Message(response.headers[FROM], str(response.status_code), bytes(response.body))
            response.headers[auth.HEADER] = auth.sign_answer(service.settings.secret, nonce, signed)
        return response

    return answer


def needed(kind: type[msgspec.Struct]) -> bool:
    """Return whether a body of that kind has a field without a default, so that an empty body is refused."""
    return any(field.required for field in msgspec.structs.fields(kind))


def _admit(authorization: bytes, tokens: frozenset[str]) -> None:
    scheme, _, token = authorization.partition(b" ")
    if scheme.lower() != b"bearer" or not _known(token.strip(), tokens):
        message = "no token, or an unknown one; send Authorization: Bearer TOKEN"
        raise Problem(HTTPStatus.UNAUTHORIZED, "no-token", message)


def _known(given: bytes, tokens: frozenset[str]) -> bool:
    return sum(hmac.compare_digest(given, known.encode()) for known in tokens) > 0


def _encoded(given: object) -> bytes | Response:
    return given if isinstance(given, (bytes, Response)) else _encode(given)


_encode = msgspec.json.Encoder().encode
