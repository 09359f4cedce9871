"""Routes whose signature is their contract: what the function takes and returns is what the request and answer hold.

A route is a function of the service and of any of these, by name: ``dot`` (from the path), ``query`` and ``body``
(structs, checked), ``key`` (the header Idempotency-Key), ``message`` and ``sender`` (a peer's bytes and name). It
returns what is sent as JSON; bytes, which are sent as they are; or an answer of Starlette's. The routes and the OpenAPI
document are both made of its signature, so neither can promise what the other does not.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from enum import Enum
from functools import cache
from http import HTTPStatus
from inspect import getdoc
from time import perf_counter
from typing import TYPE_CHECKING, Any, get_type_hints
from urllib.parse import quote, unquote

import msgspec
from starlette.convertors import Convertor, register_url_convertor
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route as StarletteRoute

from antichain.impl import auth, intake
from antichain.impl.dots import Dot
from antichain.impl.failures import WrongProtocol
from antichain.impl.link import FROM, VERSION
from antichain.impl.problems import Problem, answer_to
from antichain.impl.sync import PROTOCOL

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from antichain.impl.service import Service

__all__ = ["For", "Route", "route", "routed"]


class For(Enum):
    """Whom a route serves."""

    ANYBODY = "anybody"
    CLIENTS = "clients"
    PEERS = "peers"


@dataclass(frozen=True, slots=True)
class Route:
    """One route: a function, and where it is found."""

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
        """What the function takes, by name, and returns, as ``return``."""
        return _hints(self.function, include_extras=True)

    @property
    def says(self) -> str:
        """What the route is for."""
        return getdoc(self.function) or ""


_hints = cache(get_type_hints)  # they never change, and are asked for by every application that is made


def route(  # noqa: PLR0913 — what a route consists of
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


class _Name(Convertor[str]):
    """The name of an update in a path: any text, a slash included, for a site may be called so."""

    regex = r"(?s:.+)"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return quote(value, safe="")


register_url_convertor("name", _Name())


def routed(route: Route, service: Service) -> StarletteRoute:
    """Return the route as Starlette serves it."""
    hints = route.hints
    serve = _peers(route, service, hints) if route.whom is For.PEERS else _clients(route, service, hints)

    async def endpoint(request: Request) -> Response:
        start = perf_counter()
        try:
            with service.busy():
                response = await serve(request)
            if request.method == "HEAD" and isinstance(response, StreamingResponse):
                response = Response(None, response.status_code, {**response.headers})  # what nobody hears has no end
        except Exception as error:  # noqa: BLE001 — whatever it is, it is told to the client and ends there
            response = await answer_to(request, error)
        taken = perf_counter() - start
        service.metrics.requests.labels(route.method, route.path, response.status_code).observe(taken)
        return response

    path = route.path.replace("{dot}", "{dot:name}")
    return StarletteRoute(path, endpoint, methods=[route.method])


def _clients(route: Route, service: Service, hints: dict[str, Any]) -> Callable[[Request], Awaitable[Response]]:
    async def serve(request: Request) -> Response:
        if route.whom is For.CLIENTS:
            _admit(request, service.settings.tokens)
        given: dict[str, Any] = {}
        if "dot" in hints:
            given["dot"] = Dot.parse(request.path_params["dot"])
        if "key" in hints:
            given["key"] = request.headers.get("Idempotency-Key")
        if "query" in hints:
            given["query"] = intake.fields(hints["query"], request.query_params)
        if "body" in hints:
            async with service.intake.body(request, service.settings.limits.body) as data:
                given["body"] = intake.value(hints["body"], data, request.headers.get("Content-Type", ""))
        return _response(await route.function(service, **given), route)

    return serve


def _peers(route: Route, service: Service, hints: dict[str, Any]) -> Callable[[Request], Awaitable[Response]]:
    limits, door = service.settings.limits, service.doorkeeper
    limit = limits.message if route.carries else limits.question

    async def serve(request: Request) -> Response:
        if (version := request.headers.get(VERSION)) != str(PROTOCOL):
            said = f"header {VERSION} is missing" if version is None else f"the peer speaks protocol {version[:20]}"
            message = f"{said}; this program speaks protocol {PROTOCOL}"
            raise WrongProtocol(message)
        sender, nonce, signature = request.headers.get(FROM, ""), "", request.headers.get(auth.HEADER, "")
        if door:
            door.expect(signature)
        async with service.mail.body(request, limit) as data:
            if door:
                target = request.scope["raw_path"] + (b"?" + request.scope["query_string"]).rstrip(b"?")
                signed = auth.Message(sender, f"{route.method} {target.decode('ascii', 'replace')}", data)
                nonce = door.admit(signed, signature)
            name = unquote(sender)
            service.refuse_cut(name)
            given: dict[str, Any] = {"message": data}
            if "sender" in hints:
                given["sender"] = name
            if "query" in hints:
                given["query"] = intake.fields(hints["query"], request.query_params)
            response = _response(await route.function(service, **given), route)
        response.headers[FROM] = quote(service.settings.name)
        if service.settings.secret and nonce:
            answer = auth.Message(response.headers[FROM], str(response.status_code), bytes(response.body))
            response.headers[auth.HEADER] = auth.sign_answer(service.settings.secret, nonce, answer)
        return response

    return serve


def _admit(request: Request, tokens: frozenset[str]) -> None:
    if not tokens:
        return
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    given = token.strip().encode()
    if scheme.lower() != "bearer" or not _known(given, tokens):
        message = "no token, or an unknown one; send Authorization: Bearer TOKEN"
        raise Problem(HTTPStatus.UNAUTHORIZED, "no-token", message)


def _known(given: bytes, tokens: frozenset[str]) -> bool:
    return sum(hmac.compare_digest(given, known.encode()) for known in tokens) > 0


def _response(given: object, route: Route) -> Response:
    if isinstance(given, Response):
        return given
    body = given if isinstance(given, bytes) else msgspec.json.encode(given)
    return Response(body, route.status, media_type=route.media)
